import { NOT_PERSONAL, PERSONAL_DATA } from "../../../src/workflows/privacy/registry"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import type { Customer, Shop } from "../../helpers/shop"

export function privacy(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop

  beforeAll(() => {
    ;({ database, shop } = open())
  })

  /** A word that is in everything that somebody ever says here, and nowhere else. */
  const MARK = "zanzibarius"

  /** Everything of ours and of Medusa's that a person leaves behind, the mark in each of it. */
  async function livePerson(): Promise<Customer> {
    const customer = await shop.register(`${MARK}@example.com`)
    const mine = `/admin/customers/${customer.id}`
    await shop.admin.post(mine, {
      first_name: MARK,
      last_name: MARK,
      company_name: MARK,
      phone: MARK,
      metadata: { said: MARK },
    })
    await shop.admin.post(`/admin/customer-profiles/${customer.id}`, {
      description: MARK,
      external_id: MARK,
      website: `https://${MARK}.example.com`,
      tax_id: MARK,
    })
    for (const city of ["One", "Two"]) {
      await shop.admin.post(`${mine}/addresses`, { first_name: MARK, address_1: MARK, city, country_code: "us" })
    }
    const { addresses } = await shop.admin.get<{ addresses: { id: string }[] }>(`${mine}/addresses`)
    await shop.admin.delete(`${mine}/addresses/${addresses[0]?.id}`)
    await shop.admin.post(`${mine}/contacts`, { name: MARK, email: `${MARK}@contacts.example.com` })
    await shop.admin.post(`${mine}/notes`, { body: `${MARK} called` })
    await shop.admin.post(`${mine}/loyalty/adjustments`, { points: 500, reason: MARK, note: MARK })
    await shop.guest.post("/store/loyalty/redemption/send-otp", { email: customer.email })
    await shop.placeOrder({ customer, capture: true })
    await shop.fillCart({ customer })
    return customer
  }

  const tablesOf = (pattern: string) =>
    query<{ name: string }>(
      database,
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       and table_name like $1 order by 1`,
      [pattern],
    )

  /** The tables in which the mark stands. */
  async function marked(): Promise<string[]> {
    const found: string[] = []
    for (const { name } of await tablesOf("%")) {
      const [row] = await query<{ n: string }>(database, `select count(*) as n from ${name} t where t::text ilike $1`, [
        `%${MARK}%`,
      ])
      if (Number(row?.n) > 0) found.push(name.replace(/^public\./, ""))
    }
    return found
  }

  test("R18: every table of the plugin is known to hold something on people, or not to", async () => {
    const tables = (await tablesOf("clientele\\_%")).map(({ name }) => name)
    const ours = tables.filter((name) => name.startsWith("public.")).map((name) => name.replace("public.", ""))
    const known = [...PERSONAL_DATA.flatMap((part) => part.tables), ...Object.keys(NOT_PERSONAL)]
    expect(ours).toEqual([...new Set(known)].sort())
    expect(known.length).toBe(new Set(known).size)
  })

  test("R18: an export has everything, and after anonymising nothing is left but the merchant's orders", async () => {
    const customer = await livePerson()
    const before = await marked()
    expect(before).toEqual(expect.arrayContaining(["customer", "customer_address", "clientele_contact"]))

    const answer = await shop.admin.get<{ export: Record<string, unknown> }>(`/admin/customers/${customer.id}/export`)
    for (const part of ["customer", "profile", "contacts", "points", "orders"]) {
      expect(JSON.stringify(answer.export[part])).toContain(MARK)
    }
    expect(answer.export.codes).toMatchObject({ codes: [expect.objectContaining({ used_at: null })] })
    expect(JSON.stringify(answer)).not.toMatch(/password|"seal"|"hash"|"nonce"/)

    for (const _again of [1, 2]) {
      expect(await shop.admin.post(`/admin/customers/${customer.id}/anonymize`)).toEqual({
        id: customer.id,
        object: "customer",
        anonymized: true,
        problems: [],
      })
    }
    const left = await marked()
    // The order, the cart that it came from, its payment, and what Medusa keeps of running workflows for a while.
    const books = ['"order"', "cart", "order_address", "cart_address", "payment_session", "workflow_execution"]
    expect(left.filter((table) => !books.includes(table))).toEqual([])
    const [open] = await query<{ n: string }>(
      database,
      "select count(*) as n from cart where completed_at is null and email ilike $1",
      [`%${MARK}%`],
    )
    expect(Number(open?.n)).toBe(0)

    // Amounts and dates are still there, and nobody signs in as the person.
    const [points] = await query<{ balance: string }>(
      database,
      "select balance from clientele_points_account where mailbox like 'anonymized-%'",
    )
    expect(Number(points?.balance)).toBeGreaterThanOrEqual(500)
    const signIn = { email: customer.email, password: "supersecret" }
    expect((await shop.guest.send("POST", "/auth/customer/emailpass", signIn)).status).toBe(401)
    expect((await shop.register(customer.email)).id).not.toBe(customer.id)
  })

  test("R18: points stay with an address that another customer has, too", async () => {
    const customer = await shop.register("two@example.com")
    const { customer: guest } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", {
      email: "two@example.com",
    })
    await shop.admin.post(`/admin/customers/${guest.id}/loyalty/adjustments`, { points: 50, reason: "gift" })
    await shop.admin.post(`/admin/customers/${guest.id}/anonymize`)
    const { loyalty } = await shop.admin.get<{ loyalty: { points_balance: number } }>(
      `/admin/customers/${customer.id}/loyalty`,
    )
    expect(loyalty.points_balance).toBe(50)
  })

  // Guard: the projection's list in `findPerson` (src/workflows/privacy/person.ts): Medusa compares letter by letter.
  test("R18: they stay with it in another spelling, too", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string; email: string } }>("/admin/customers", {
      email: "Three@Example.com",
    })
    expect(customer.email).toBe("Three@Example.com")
    const account = await shop.register("three@example.com")
    await shop.admin.post(`/admin/customers/${account.id}/loyalty/adjustments`, { points: 50, reason: "gift" })
    const points = async (id: string) =>
      (await shop.admin.get<{ loyalty: { points_balance: number } }>(`/admin/customers/${id}/loyalty`)).loyalty
        .points_balance
    await shop.admin.post(`/admin/customers/${account.id}/anonymize`)
    expect(await points(customer.id)).toBe(50)
    // Who is the last with an address takes everything along.
    await shop.admin.post(`/admin/customers/${customer.id}/anonymize`)
    const left = await query(database, "select 1 from clientele_points_account where mailbox = 'three@example.com'")
    expect(left).toEqual([])
  })

  test("R18 M38: nobody's data is not found", async () => {
    expect((await shop.admin.send("GET", "/admin/customers/cus_unknown/export")).status).toBe(404)
    expect((await shop.admin.send("POST", "/admin/customers/cus_unknown/anonymize")).status).toBe(404)
  })
}
