import { DUNNING_TEMPLATE } from "../../../src/kernel/options"
import { NOT_PERSONAL, PERSONAL_DATA } from "../../../src/workflows/privacy/registry"
import { dumpDatabase, query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { tablesLike, tablesWith } from "../../helpers/marked"
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

  const marked = (mark = MARK) => tablesWith(database, mark)

  test("R18: every table of the plugin is listed as holding personal data or none", async () => {
    const tables = await tablesLike(database, "clientele\\_%")
    const ours = tables.filter((name) => name.startsWith("public.")).map((name) => name.replace("public.", ""))
    const known = [...PERSONAL_DATA.flatMap((part) => part.tables), ...Object.keys(NOT_PERSONAL)]
    expect(ours).toEqual([...new Set(known)].sort())
    expect(known.length).toBe(new Set(known).size)
  })

  test("R18: an export has all data, and anonymising leaves only the merchant's orders", async () => {
    const customer = await livePerson()
    const before = await marked()
    expect(before).toEqual(expect.arrayContaining(["customer", "customer_address", "clientele_contact"]))

    const answer = await shop.admin.get<{ export: Record<string, unknown> }>(`/admin/customers/${customer.id}/export`)
    for (const part of ["customer", "profile", "contacts", "points", "orders"]) {
      expect(JSON.stringify(answer.export[part])).toContain(MARK)
    }
    expect(answer.export.codes).toMatchObject({ codes: [expect.objectContaining({ used_at: null })] })
    expect(JSON.stringify(answer)).not.toMatch(/password|"mac"|"hash"|"nonce"/)

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

  test("R18: anonymising keeps the points of an address that another customer has", async () => {
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
  test("R18: anonymising keeps the points if the other customer has another spelling of the address", async () => {
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

  // Guard: SKELETON (src/workflows/privacy/mailbox-rows.ts): Medusa's filters compare letter by letter.
  test("R18: carts and guests' orders with the mailbox in another spelling are exported, and the carts are deleted", async () => {
    const customer = await shop.register("winifred@example.com")
    const stranger = await shop.register("somebody-else@example.com")
    const order = await shop.placeOrder({ email: "Winifred@Example.com" })
    const theirs = await shop.placeOrder({ customer: stranger })
    const carts = [
      await shop.fillCart({ email: "WINIFRED@example.com" }),
      await shop.fillCart({ email: "winifred@EXAMPLE.com" }),
    ]
    const other = await shop.fillCart({ email: "xwinifred@example.com" })
    // Medusa made a guest for the address, which is gone; its order and carts are there with the spelling of the shopper.
    const spelt = async (table: string, id: string, email: string) =>
      query(database, `update ${table} set email = $1 where id = $2`, [email, id])
    await spelt('"order"', order.id, "Winifred@Example.com")
    await spelt('"order"', theirs.id, "winifred@example.com")
    await spelt("cart", carts[0]?.id as string, " WINIFRED@example.com")
    await spelt("cart", carts[1]?.id as string, "winifred@EXAMPLE.com")
    const [guest] = await query<{ id: string }>(
      database,
      "select id from customer where email = 'winifred@example.com' and not has_account",
    )
    if (guest) await shop.admin.delete(`/admin/customers/${guest.id}`)
    type Exported = { export: { orders: { id: string }[]; carts: { id: string }[] } }
    const { export: all } = await shop.admin.get<Exported>(`/admin/customers/${customer.id}/export`)
    expect(all.orders.map(({ id }) => id)).toEqual([order.id])
    expect(all.carts.map(({ id }) => id).sort()).toEqual(carts.map(({ id }) => id).sort())
    expect((await anonymize(customer.id, { dry_run: true })).body).toMatchObject({ would_remove: { carts: 2 } })
    expect((await anonymize(customer.id)).body).toMatchObject({ anonymized: true })
    const left = await query<{ id: string }>(
      database,
      "select id from cart where email ilike '%winifred@example.com' and completed_at is null",
    )
    expect(left.map(({ id }) => id)).toEqual([other.id])
  })

  // Guards: SKELETON and `isOf` in mailbox-rows.ts. In the collation C, `lower` leaves É as it is; `btrim` leaves these spaces.
  // Guard: the pages of listOpenCarts (src/workflows/privacy/mailbox-rows.ts), of 500 carts each.
  test("R18: carts beyond a page are counted, exported and deleted", async () => {
    const customer = await shop.register()
    await query(
      database,
      `insert into cart (id, email, currency_code)
       select 'cart_paged_' || n, case n % 2 when 0 then $1::text else upper($1::text) end, 'usd' from generate_series(1, 501) n`,
      [customer.email],
    )
    const mine = `/admin/customers/${customer.id}`
    const left = () => query(database, "select 1 from cart where id like 'cart\\_paged\\_%' and deleted_at is null")
    const dry = await shop.admin.post(`${mine}/anonymize`, { dry_run: true })
    expect(JSON.stringify(dry)).toMatch(/"carts":501\b/)
    const { export: exported } = await shop.admin.get<{ export: { carts: { id: string }[] } }>(`${mine}/export`)
    expect(new Set(exported.carts.map(({ id }) => id)).size).toBe(501)
    expect(await left()).toHaveLength(501)
    expect(await shop.admin.post(`${mine}/anonymize`)).toMatchObject({ anonymized: true })
    expect(await left()).toEqual([])
  }, 120_000)

  test("R18 M29: in a database with collation C carts are found in every spelling of the mailbox, and no other carts", async () => {
    const customer = await shop.register()
    const collate = (name: string) => query(database, `alter table cart alter column email type text collate ${name}`)
    const addCart = (id: string, email: string) =>
      query(database, "insert into cart (id, currency_code, email) values ($1, 'usd', $2)", [id, email])
    const theirs = ["É", "E\u0301", "\u00a0é", "\u2003É", "\u3000é", "\ufeffE\u0301", "\v\fé", "\u2028é"]
    const others = ["e", "è", "É\u0301", "x\u00a0é", "é\u200b"]
    await query(database, "update customer set email = 'émile.ς@example.com' where id = $1", [customer.id])
    await Promise.all(theirs.map((first, i) => addCart(`cart_r18_own_${i}`, `${first}MILE.Σ@Example.COM\u2029`)))
    await Promise.all(others.map((first, i) => addCart(`cart_r18_other_${i}`, `${first}mile.ς@example.com`)))
    await collate('"C"')
    try {
      const { export: all } = await shop.admin.get<{ export: { carts: { id: string }[] } }>(
        `/admin/customers/${customer.id}/export`,
      )
      expect(all.carts.map(({ id }) => id)).toEqual(theirs.map((_first, i) => `cart_r18_own_${i}`))
      expect((await anonymize(customer.id)).body).toMatchObject({ anonymized: true })
    } finally {
      await collate('"default"')
    }
    const left = await query<{ id: string }>(database, "select id from cart where id like 'cart\\_r18\\_%' order by id")
    expect(left.map(({ id }) => id)).toEqual(others.map((_first, i) => `cart_r18_other_${i}`))
  })

  // Guard: `has_account` without `deleted_at` in listOrders (mailbox-rows.ts).
  test("R18 M45: an export has no order of a deleted account whose email address now belongs to another customer", async () => {
    const first = await shop.register("reused@example.com")
    const { id } = await shop.placeOrder({ customer: first })
    await shop.admin.delete(`/admin/customers/${first.id}`)
    const second = await shop.register("reused@example.com")
    const ordersOf = async (customer: Customer) =>
      (await shop.admin.get<{ export: { orders: { id: string }[] } }>(`/admin/customers/${customer.id}/export`)).export
        .orders
    expect(await ordersOf(second)).toEqual([])
    expect(await ordersOf(first)).toMatchObject([{ id }])
  })

  // Guards: emptyCartAddresses and emptyPaymentContexts (src/workflows/privacy/mailbox-rows.ts).
  test("R18: addresses of open carts are exported, and go with the carts, as do their payments' copies of the person", async () => {
    const customer = await shop.register()
    const city = "Yggdrasilia"
    const cart = await shop.cartToComplete({ customer })
    const shared = await shop.fillCart({ email: "a-neighbour@example.com" })
    await query(database, "update cart_address set city = $1 where id = any ($2)", [
      city,
      [cart.shipping_address?.id, cart.billing_address?.id, shared.shipping_address?.id],
    ])
    const second = await shop.fillCart({ customer })
    await query(database, "update cart set shipping_address_id = $1, deleted_at = now() where id = $2", [
      shared.shipping_address?.id,
      second.id,
    ])
    type Exported = { export: { carts: { id: string; shipping_address: { city: string } }[] } }
    const { export: all } = await shop.admin.get<Exported>(exportOf(customer))
    expect(all.carts.map(({ id, shipping_address }) => [id, shipping_address.city]).sort()).toEqual(
      [cart.id, second.id].sort().map((id) => [id, city]),
    )
    expect((await anonymize(customer.id)).body).toMatchObject({ anonymized: true })
    // The neighbour's cart has one of the addresses, too.
    const left = await query(database, "select id from cart_address where city = $1", [city])
    expect(left).toEqual([{ id: shared.shipping_address?.id }])
    expect((await marked(customer.email)).filter((table) => table !== "workflow_execution")).toEqual([])
  })

  // Guards: `deleted_at` in readNotesAfter and readContactsAfter; countEveryContact.
  test("R18: an export has deleted notes and contacts, and a dry run counts them, until anonymising deletes their rows", async () => {
    const { id } = await shop.register()
    const mine = `/admin/customers/${id}`
    for (const word of ["Deletia", "Staysia"]) {
      const { note } = await shop.admin.post<{ note: { id: string } }>(`${mine}/notes`, { body: word })
      const { contact } = await shop.admin.post<{ contact: { id: string } }>(`${mine}/contacts`, { name: word })
      if (word === "Staysia") break
      await shop.admin.delete(`${mine}/notes/${note.id}`)
      await shop.admin.delete(`${mine}/contacts/${contact.id}`)
    }
    type Kept = { deleted_at: string | null }
    type Exported = {
      contacts: { contacts: (Kept & { name: string })[] }
      profile: { note_entries: (Kept & { body: string })[] }
    }
    const { export: all } = await shop.admin.get<{ export: Exported }>(`${mine}/export`)
    const kept = [
      ["Deletia", expect.any(String)],
      ["Staysia", null],
    ]
    expect(all.contacts.contacts.map(({ name, deleted_at }) => [name, deleted_at]).sort()).toEqual(kept)
    expect(all.profile.note_entries.map(({ body, deleted_at }) => [body, deleted_at]).sort()).toEqual(kept)
    expect((await anonymize(id, { dry_run: true })).body).toMatchObject({ would_remove: { contacts: 2, notes: 2 } })
    expect((await anonymize(id)).body).toMatchObject({ anonymized: true })
    expect(await marked("Deletia")).toEqual([])
  })

  // Guard: the skeleton in listMails (mailbox-rows.ts): a dunning mail goes to the address as the customer has it.
  test("R18: mails to another spelling of the address are counted and deleted, and no other mails", async () => {
    const customer = await shop.register("mailina@example.com")
    const add = (id: string, to: string, template: string) =>
      query(
        database,
        `insert into notification (id, "to", channel, template, status, data) values ($1, $2, 'email', $3, 'success', '{}')`,
        [id, to, template],
      )
    await add("noti_r18_1", "Mailina@Example.com", DUNNING_TEMPLATE)
    await add("noti_r18_2", "mailina@example.com", DUNNING_TEMPLATE)
    await add("noti_r18_3", "mailina@example.com", "order-placed")
    await add("noti_r18_4", "xmailina@example.com", DUNNING_TEMPLATE)
    expect((await anonymize(customer.id, { dry_run: true })).body).toMatchObject({ would_remove: { mails: 2 } })
    expect((await anonymize(customer.id)).body).toMatchObject({ anonymized: true })
    const left = await query<{ id: string }>(
      database,
      "select id from notification where id like 'noti\\_r18%' and deleted_at is null order by id",
    )
    expect(left.map(({ id }) => id)).toEqual(["noti_r18_3", "noti_r18_4"])
  })

  test("R18 M38: export and anonymising answer 404 for an unknown customer", async () => {
    expect((await shop.admin.send("GET", "/admin/customers/cus_unknown/export")).status).toBe(404)
    expect((await shop.admin.send("POST", "/admin/customers/cus_unknown/anonymize")).status).toBe(404)
  })

  const guest = async (email: string) =>
    (await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email })).customer
  const makers = {
    account: (email: string): Promise<{ id: string }> => shop.register(email),
    guest,
  }
  const anonymize = (id: string, body: object = {}, search = "") =>
    shop.admin.send("POST", `/admin/customers/${id}/anonymize${search}`, body)

  /** Everything that staff keep of a customer without orders, the mark in each of it. */
  async function describePerson(id: string, mark: string): Promise<void> {
    const mine = `/admin/customers/${id}`
    await shop.admin.post(mine, { first_name: mark, last_name: mark, company_name: mark, phone: mark })
    await shop.admin.post(`/admin/customer-profiles/${id}`, { description: mark, external_id: mark })
    await shop.admin.post(`${mine}/addresses`, { first_name: mark, address_1: mark, country_code: "us" })
    await shop.admin.post(`${mine}/contacts`, { name: mark, email: `${mark}@contacts.example.com` })
    await shop.admin.post(`${mine}/notes`, { body: `${mark} called` })
    await shop.admin.post(`${mine}/loyalty/adjustments`, { points: 100, reason: mark, note: mark })
  }

  // Guards: `anonymizeDeleted` (src/workflows/privacy/anonymize-medusa-customer.ts); `before_successor` in pointsPart.
  test.each([
    ["account", "account", "quentinus"],
    ["guest", "guest", "rosamundus"],
    ["account", "guest", "sigismunda"],
    ["guest", "account", "theophilus"],
  ] as const)(
    "M45: a deleted %s is anonymised in full though a newer %s has the email address",
    async (old, next, mark) => {
      const email = `m45-${old}-${next}@example.com`
      const { id } = await makers[old](email)
      await describePerson(id, mark)
      await shop.admin.delete(`/admin/customers/${id}`)
      const newer = await makers[next](email)
      await shop.admin.post(`/admin/customers/${newer.id}/loyalty/adjustments`, { points: 7, reason: "newer" })
      await shop.admin.post(`/admin/customers/${newer.id}/notes`, { body: "stays" })
      const before = await query(database, "select * from customer where id = $1", [newer.id])

      const all = await Promise.all([anonymize(id), anonymize(id), anonymize(id)])
      expect(all.map(({ status }) => status)).toEqual([200, 200, 200])
      expect((await anonymize(id)).body).toMatchObject({ anonymized: true, problems: [] })
      expect(await marked(mark)).toEqual([])
      const [row] = await query<{ email: string; deleted_at: Date | null }>(
        database,
        "select email, deleted_at from customer where id = $1",
        [id],
      )
      expect(row).toMatchObject({ email: `${id.toLowerCase()}@anonymized.invalid`, deleted_at: expect.any(Date) })

      // The newer customer keeps the row, the mailbox's points and their own notes.
      expect(await query(database, "select * from customer where id = $1", [newer.id])).toEqual(before)
      const { loyalty } = await shop.admin.get<{ loyalty: { points_balance: number; ledger: object[] } }>(
        `/admin/customers/${newer.id}/loyalty`,
      )
      expect(loyalty.points_balance).toBe(107)
      expect(JSON.stringify(loyalty.ledger)).toContain("newer")
      expect((await shop.admin.get<{ count: number }>(`/admin/customers/${newer.id}/notes`)).count).toBe(1)

      // The last customer of the address takes it along.
      expect((await anonymize(newer.id)).body).toMatchObject({ anonymized: true })
      expect(await marked(email)).toEqual([])
    },
  )

  // Guard: `listEveryAccountHolder`: Query does not see what a deleted customer is linked with.
  test("M45: anonymising a deleted customer deletes the account with the payment provider, too", async () => {
    const customer = await shop.register("ulrikus@example.com")
    const link = { customer_id: customer.id, provider_id: "pp_cards_up" }
    await query(
      database,
      `insert into account_holder (id, provider_id, external_id, email, data)
       values ('acchld_m45', $1, 'holder_m45', 'ulrikus@example.com', '{"id": "holder_m45"}')`,
      [link.provider_id],
    )
    await query(
      database,
      "insert into customer_account_holder (id, customer_id, account_holder_id) values ('custacchldr_m45', $1, 'acchld_m45')",
      [link.customer_id],
    )
    await shop.admin.delete(`/admin/customers/${customer.id}`)
    const preview = await anonymize(customer.id, { dry_run: true })
    expect(preview.body).toMatchObject({ would_remove: { payment_accounts: 1 } })
    expect((await anonymize(customer.id)).body).toMatchObject({ anonymized: true, problems: [] })
    expect(await marked("ulrikus")).toEqual([])
  })

  // Guards: `dry_run` in the route, once for the body and once for the query.
  test("M76: a dry run of anonymising counts the data to remove and changes no table", async () => {
    const customer = await shop.register("valentina@example.com")
    await describePerson(customer.id, "valentina")
    // Not the queue's own clockwork, which goes on meanwhile.
    const isStill = (line: string) => !line.includes("stalled-check")
    const dump = async () => (await dumpDatabase(database)).split("\n").filter(isStill).sort()
    const before = await dump()
    for (const [body, search] of [
      [{ dry_run: true }, ""],
      [{}, "?dry_run=true"],
      [{ dry_run: false }, "?dry_run=true"],
    ] as const) {
      const would_remove = {
        customers: 1,
        addresses: 1,
        sign_ins: 1,
        contacts: 1,
        notes: 1,
        profiles: 1,
        points_notes: 1,
      }
      expect((await anonymize(customer.id, body, search)).body).toMatchObject({
        anonymized: false,
        dry_run: true,
        would_remove: { ...would_remove, points_accounts: 1, carts: 0, payment_accounts: 0 },
      })
    }
    for (const [body, search] of [
      [{ dryrun: true }, ""],
      [{ dry_run: "true" }, ""],
      [{}, "?dryrun=true"],
      [{}, "?dry_run=1"],
    ] as const) {
      expect(await anonymize(customer.id, body, search)).toMatchObject({
        status: 400,
        body: { code: "invalid_request" },
      })
    }
    expect(await dump()).toEqual(before)
  })

  // Guard: `listNotesAfter` in profilePart: pages by offset end, or lose what others delete meanwhile.
  // Guards: `ORDER` (src/workflows/privacy/mailbox-rows.ts) writes what Medusa's API answers; `limit 1` in it: no index forbids a
  // second summary of one version.
  test("R18 M51: an order in an export equals the answer of Medusa's own route, with items and addresses", async () => {
    const customer = await shop.register()
    const { id } = await shop.placeOrder({ customer, quantity: 2, also: [{ product: "mug", quantity: 3 }] })
    const address = "first_name,last_name,address_1,city,country_code,postal_code,province,phone,company,metadata"
    const names = ["shipping_address", "billing_address"].flatMap((one) => address.split(",").map((x) => `${one}.${x}`))
    const fields = ["id,display_id,email,currency_code,status,created_at,total", ...names].join(",")
    type Shown = Record<string, unknown> & { items: { title: string; quantity: number; unit_price: number }[] }
    const { order } = await shop.admin.get<{ order: Shown }>(
      `/admin/orders/${id}?fields=${fields},items.title,items.quantity,items.unit_price`,
    )
    await query(
      database,
      `insert into order_summary (id, order_id, version, totals, created_at, updated_at)
       select 'ordsum_0', order_id, version, '{}', created_at, updated_at from order_summary where order_id = $1`,
      [id],
    )
    const { export: all } = await shop.admin.get<{ export: { orders: Shown[] } }>(exportOf(customer))
    expect(all.orders).toHaveLength(1)
    const { items, ...lines } = all.orders[0] as Shown
    const told = Object.fromEntries(Object.keys(lines).map((key) => [key, order[key]]))
    expect(lines).toMatchObject(told)
    expect(lines.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(lines.shipping_address).toMatchObject({ city: expect.any(String), country_code: expect.any(String) })
    const parts = ({ items }: Pick<Shown, "items">) => items.map((i) => [i.title, i.quantity, i.unit_price]).sort()
    expect(parts({ items })).toEqual(parts(order))
    expect(items).toHaveLength(2)
  })

  test("M51: an export has every note, also beyond a thousand", async () => {
    const customer = await shop.register()
    await query(
      database,
      `insert into clientele_customer_note (id, customer_id, body)
       select 'note_m51_' || n, $1, 'note ' || n from generate_series(1, 1500) n`,
      [customer.id],
    )
    const { export: all } = await shop.admin.get<{ export: { profile: { note_entries: { id: string }[] } } }>(
      `/admin/customers/${customer.id}/export`,
    )
    expect(new Set(all.profile.note_entries.map(({ id }) => id)).size).toBe(1500)
  })

  /** A customer whose export is 30 MB of notes: more than a connection buffers, so that the store waits for its reader. */
  async function withManyNotes(): Promise<Customer> {
    const customer = await shop.register()
    await query(
      database,
      `insert into clientele_customer_note (id, customer_id, body)
       select 'note_' || $1 || lpad(n::text, 6, '0'), $1, repeat('x', 2000) from generate_series(1, 15000) n`,
      [customer.id],
    )
    return customer
  }
  const exportOf = ({ id }: Customer) => `/admin/customers/${id}/export`

  /** Reads the first bytes of an export, and waits then. */
  async function beginExport(customer: Customer) {
    const abort = new AbortController()
    const reader = (await shop.admin.stream(exportOf(customer), abort.signal)).getReader()
    expect((await reader.read()).done).toBe(false)
    return { abort, reader }
  }

  const brokenOff = (customer: Customer) =>
    eventually(
      async () => open().store.output().includes(`the export of ${customer.id} stopped before its end`),
      (told) => told,
    )

  async function withoutTable(table: string, work: () => Promise<void>): Promise<void> {
    await query(database, `alter table ${table} rename to ${table}_away`)
    try {
      await work()
    } finally {
      await query(database, `alter table ${table}_away rename to ${table}`)
    }
  }

  // Guard: `pipeline` in the route: a loop that writes would wait for a drain that never comes, and keep its page.
  test("M51: a client that disconnects ends the reading of its export", async () => {
    const customer = await withManyNotes()
    const { abort } = await beginExport(customer)
    abort.abort()
    expect(await brokenOff(customer)).toBe(true)
  })

  // Guard: `pipeline` in the route, which destroys the connection: `res.end()` would make a part look like the whole.
  test("M51: an error in the middle of an export aborts the transfer, and the client sees it", async () => {
    const customer = await withManyNotes()
    const { reader } = await beginExport(customer)
    await withoutTable("clientele_customer_note", async () => {
      const readOn = async () => {
        while (!(await reader.read()).done) {}
      }
      await expect(readOn()).rejects.toThrow()
      expect(await brokenOff(customer)).toBe(true)
    })
  })

  // Guard: `begun` in each part with a list (workflows/privacy): without it the answer has no status at all.
  test("M51: an export whose first page cannot be read is a 500 with a body", async () => {
    const customer = await shop.register()
    await withoutTable("clientele_customer_note", async () => {
      const answer = await shop.admin.send<{ message: string }>("GET", exportOf(customer))
      expect(answer).toMatchObject({ status: 500, body: { message: expect.any(String) } })
    })
    expect((await shop.admin.send("GET", exportOf(customer))).status).toBe(200)
  })
}
