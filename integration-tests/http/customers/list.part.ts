import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function list(open: () => OpenStore): void {
  type Customer = { id: string; email: string; created_at: string; first_name: string | null }
  type List = {
    customers: Customer[]
    count: number
    offset: number
    limit: number
    page: number
    has_more: boolean
    next: string | null
    previous: string | null
    next_cursor: string | null
  }
  type Refusal = { code: string; message: string }

  const list = (query: string) => shop.admin.get<List>(`/admin/customer-profiles${query}`)
  const names = ({ customers }: List) => customers.map(({ first_name }) => first_name)

  async function add(fields: Record<string, unknown>): Promise<string> {
    const body = { email: newEmail(), ...fields }
    return (await shop.admin.post<{ customer: Customer }>("/admin/customers", body)).customer.id
  }

  /** Customers that only one test looks for: their names begin with its word. */
  const family = (word: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_one, n) => add({ first_name: `${word}${n}`, last_name: word })))

  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(() => {
    ;({ database, store, shop } = open())
  })

  /** Follows the list's own links to its end. */
  async function follow(first: List, link: (page: List) => string | null): Promise<List[]> {
    const pages = [first]
    for (let next = link(first); next; next = link(pages.at(-1) as List)) {
      pages.push(await shop.admin.get<List>(next.replace(store.url, "")))
    }
    return pages
  }

  test("R10: pages by number, offset and cursor show every customer once, newest first", async () => {
    const ids = await family("pager", 12)
    const first = await list("?q=pager&limit=5")
    expect(first).toMatchObject({ count: 12, offset: 0, limit: 5, page: 1, has_more: true, previous: null })
    expect(first.next).toBe(`${store.url}/admin/customer-profiles?q=pager&limit=5&page=2`)
    const ways = {
      page: await follow(first, ({ next }) => next),
      offset: await follow(await list("?q=pager&page_size=5&offset=0"), ({ next }) => next),
      cursor: await follow(first, ({ next_cursor }) =>
        next_cursor ? `/admin/customer-profiles?q=pager&limit=5&cursor=${next_cursor}` : null,
      ),
    }
    for (const pages of Object.values(ways)) {
      const all = pages.flatMap(({ customers }) => customers)
      expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort())
      expect(all.map(({ created_at }) => created_at)).toEqual(
        all
          .map(({ created_at }) => created_at)
          .sort()
          .reverse(),
      )
      expect(pages.map(({ count, offset, page }) => [count, offset, page])).toEqual([
        [12, 0, 1],
        [12, 5, 2],
        [12, 10, 3],
      ])
      expect(pages.at(-1)).toMatchObject({ has_more: false, next: null, next_cursor: null })
    }
    expect(ways.page[2]?.previous).toBe(`${store.url}/admin/customer-profiles?q=pager&limit=5&page=2`)
    expect(ways.page[1]?.previous).toBe(`${store.url}/admin/customer-profiles?q=pager&limit=5`)
    expect(await list("?q=pager&page=9")).toMatchObject({ customers: [], count: 12, has_more: false, next: null })
  })

  test("R10: the list is sorted as requested, and its cursor continues in that order", async () => {
    for (const letter of ["b", "C", "á", "d"]) {
      await add({ first_name: letter, last_name: "sorter", email: newEmail(letter === "á" ? "a" : letter) })
    }
    expect(names(await list("?q=sorter&order=name"))).toEqual(["á", "b", "C", "d"])
    expect(names(await list("?q=sorter&order=-email"))).toEqual(["d", "C", "b", "á"])
    const first = await list("?q=sorter&order=-name&limit=3")
    const rest = await list(`?q=sorter&order=-name&limit=3&cursor=${first.next_cursor}`)
    expect([names(first), names(rest)]).toEqual([["d", "C", "b"], ["á"]])
    const other = await shop.admin.send("GET", `/admin/customer-profiles?cursor=${first.next_cursor}`)
    expect(other).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^cursor: /) } })
  })

  test("R10: the list shows at once a customer created, changed and deleted by Medusa's own routes", async () => {
    const id = await add({ first_name: "Ephemera", company_name: "Rowan & Sons" })
    expect((await list("?q=ephemera")).customers.map((one) => one.id)).toEqual([id])
    expect((await list("?search=rowan%20eph")).count).toBe(1)
    await shop.admin.post(`/admin/customers/${id}`, { first_name: "Perennia" })
    expect([(await list("?q=ephemera")).count, (await list("?q=perennia")).count]).toEqual([0, 1])
    await shop.admin.delete(`/admin/customers/${id}`)
    expect((await list("?q=perennia")).count).toBe(0)
  })

  test("R10: search looks at names, company, email, phone and contacts, in any spelling", async () => {
    const email = newEmail("seeker")
    const id = await add({
      first_name: "José",
      last_name: "Ñandú",
      company_name: "Quill Works",
      email,
      phone: "+12125550188",
    })
    await shop.admin.post(`/admin/customers/${id}/contacts`, { name: "Zelda Quux", email: "zelda@quux.example" })
    const queries = [
      "jose",
      "NANDU jos",
      "quill",
      email.toUpperCase(),
      email.slice(2, 9),
      "(212) 555-0188",
      "5550188",
      "zelda",
      "quux.example",
      "qu",
    ]
    for (const q of queries) {
      const found = await list(`?q=${encodeURIComponent(q)}`)
      expect([q, found.customers.map((one) => one.id)]).toEqual([q, [id]])
    }
    expect((await list("?q=nobodyatall")).count).toBe(0)
  })

  // Guards: both `listChangedSince` in changedCustomers (workflows/projection/sweep-customers.ts).
  test("R10 R12: a sweep indexes profiles and contacts of a request that was interrupted before the index was written", async () => {
    const [profiled, visited, left] = [await add({}), await add({}), await add({})]
    await shop.admin.post(`/admin/customers/${left}/contacts`, { name: "Leaver Quill" })
    await query(
      database,
      "insert into clientele_customer_profile (customer_id, external_id) values ($1, 'CUT-OFF-1')",
      [profiled],
    )
    await query(
      database,
      "insert into clientele_contact (id, customer_id, name) values ('cont_cut', $1, 'Cutler Off')",
      [visited],
    )
    await query(
      database,
      "update clientele_contact set is_primary = false, deleted_at = now(), updated_at = now() where customer_id = $1",
      [left],
    )
    // Of Medusa's customers nothing has changed lately.
    const old = "update customer set updated_at = now() - interval '1 day' where id = any ($1)"
    await query(database, old, [[profiled, visited, left]])
    expect(await runInStore(store, "sweep-customers")).toMatchObject({ failed: [] })
    const found = async (q: string) => (await list(`?q=${q}`)).customers.map(({ id }) => id)
    expect(await found("cut-off-1")).toEqual([profiled])
    expect(await found("cutler")).toEqual([visited])
    expect(await found("leaver")).toEqual([])
  })

  test("R10: the list filters by email, phone, account and time", async () => {
    const email = newEmail("filtered")
    const id = await add({ first_name: "filtered", email, phone: "+221 77 987 6544" })
    const customer = (await list("?q=filtered")).customers[0] as Customer
    const found = async (query: string) => (await list(query)).customers.map((one) => one.id)
    expect(await found(`?email=${encodeURIComponent(email.toUpperCase())}`)).toEqual([id])
    expect(await found("?phone_number=%2B221779876544")).toEqual([id])
    // A plus that was not encoded arrives as a space.
    expect(await found("?phone=+221779876544")).toEqual([id])
    expect(await found("?q=filtered&has_account=true")).toEqual([])
    expect(await found("?q=filtered&is_active=true&is_business=false&has_transactions=false")).toEqual([id])
    expect(await found("?q=filtered&is_active=false")).toEqual([])
    const at = encodeURIComponent(customer.created_at)
    expect(await found(`?q=filtered&created_at[gte]=${at}&created_at[$lte]=${at}`)).toEqual([id])
    expect(await found(`?q=filtered&created_at[gt]=${at}`)).toEqual([])
    expect(await found(`?q=filtered&created_at[lt]=${at}`)).toEqual([])
    expect(await found("?phone=12")).toEqual([])
  })

  // Guards: the conditions in src/modules/credit/sql/customers-on-terms.ts; each left out finds further customers.
  test("R10 R22: the list filters customers on hold and customers with an overdue amount", async () => {
    const [, calm, held, late] = await family("creditor", 4)
    const terms = (id: string | undefined, body: object) => shop.admin.post(`/admin/customers/${id}/credit`, body)
    const owe = (id: string | undefined, due_on: string) =>
      shop.admin.post(`/admin/customers/${id}/credit/adjustments`, { amount: 30, due_on, reason: "goods" })
    await terms(calm, { credit_limit: 100 })
    await owe(calm, "2099-01-01")
    await terms(held, { credit_limit: 100, on_hold: "shipping" })
    await terms(late, { credit_limit: 100 })
    await owe(late, "2026-01-01")
    const found = async (credit: string) => (await list(`?q=creditor&credit=${credit}`)).customers.map(({ id }) => id)
    expect(await found("on_hold")).toEqual([held])
    expect(await found("overdue")).toEqual([late])
    await terms(calm, { on_hold: "orders" })
    expect(await list("?q=creditor&credit=on_hold&limit=1")).toMatchObject({ count: 2, has_more: true })
    const file = await shop.admin.send<string>("GET", "/admin/customer-profiles?q=creditor&credit=overdue&format=csv")
    expect(file.body.trim().split("\n")).toHaveLength(2)
    expect(file.body).toContain(late)
  })

  test("R10: a blank search is refused in the words of the second document", async () => {
    for (const query of ["?search=", "?q=%20%20", "?search=%09"]) {
      const answer = await shop.admin.send<Refusal>("GET", `/admin/customer-profiles${query}`)
      expect(answer).toMatchObject({
        status: 400,
        body: { code: "invalid_request", message: "The search query cannot be empty." },
      })
    }
  })

  test.each([
    ["?q=a", "q:"],
    ["?q[]=ab", "q:"],
    ["?q=%00ab", "q:"],
    [`?q=${"x".repeat(201)}`, "q:"],
    ["?limit=0", "limit:"],
    ["?limit=101", "limit:"],
    ["?page_size=ten", "page_size:"],
    ["?page=0", "page:"],
    ["?page=1.5", "page:"],
    ["?offset=-1", "offset:"],
    ["?offset=1&page=1", "page: cannot be given together with offset"],
    ["?cursor=abc", "cursor:"],
    ["?cursor=WyItY3JlYXRlZF9hdCIsIiciLCInIiwwXQ", "cursor:"],
    ["?order=password", "order:"],
    ["?order=created_at;drop", "order:"],
    ["?is_active=yes", "is_active:"],
    ["?is_business[]=true", "is_business:"],
    ["?email=", "email:"],
    ["?created_at=2026-01-01", "created_at:"],
    ["?created_at[gte]=yesterday", "created_at.gte:"],
    ["?created_at[gte]=999999-01-01", "created_at.gte:"],
    ["?created_at[like]=2026", "created_at.like:"],
    ["?search=ab&q=ab", "q: is another name for search"],
    ["?q=ab&search=ab", "search: is another name for q"],
    ["?page_size=101", "page_size: must be a whole number from 1 to 100"],
    ["?limit=20&page_size=20", "page_size: is another name for limit"],
    ["?offset=10000001", "offset:"],
    ["?cursor=", "cursor:"],
    [`?cursor=${"x".repeat(2001)}`, "cursor:"],
    ["?cursor=abc&offset=0", "offset: cannot be given together with cursor"],
    ["?has_transactions=maybe", "has_transactions:"],
    ["?has_account=1", "has_account:"],
    ["?phone=", "phone:"],
    [`?phone_number=${"1".repeat(41)}`, "phone_number:"],
    [`?email=${"x".repeat(255)}`, "email:"],
    [`?merchant_customer_id=${"x".repeat(101)}`, "merchant_customer_id:"],
    ["?livemode=1", "livemode:"],
    ["?credit=yes", "credit: must be on_hold or overdue"],
    ["?fields=*orders", "fields:"],
  ])("R10 M34 M40: %s is a 400 that names the field", async (query, field) => {
    const answer = await shop.admin.send<Refusal>("GET", `/admin/customer-profiles${query}`)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.message).toContain(field)
  })

  // Guard: `literally` in domain/search.ts of the projection.
  test("R10 M40: a search takes wildcards and hostile text literally", async () => {
    const id = await add({ first_name: "100%_sure\\", last_name: "wildcard" })
    for (const q of ["100%_sure\\", "0%_s", "100%"]) {
      expect((await list(`?q=${encodeURIComponent(q)}`)).customers.map((one) => one.id)).toEqual([id])
    }
    for (const q of ["1%sure", "100__sure", "'; drop table customer; --", "' or '1'='1", "__", "%%", "$1", "??"]) {
      expect([q, (await list(`?q=${encodeURIComponent(q)}`)).count]).toEqual([q, 0])
    }
    expect((await list("?email=%25")).count).toBe(0)
  })

  test("R60: the list refuses callers who are not admin users", async () => {
    expect((await shop.guest.send("GET", "/admin/customer-profiles")).status).toBe(401)
  })

  // Guard: `external_id` in conditionsOf and in the searched document (customer_projection/sql).
  test("R10: the filter by the merchant's own id is case-sensitive, and the search for it is not", async () => {
    const { customer } = await shop.admin.post<{ customer: Customer }>("/admin/customer-profiles", {
      name: "Own Id",
      email: newEmail(),
      external_id: "Merchant-4711",
    })
    const ids = async (query: string) => (await list(query)).customers.map(({ id }) => id)
    expect(await ids("?external_id=Merchant-4711")).toEqual([customer.id])
    expect(await ids("?external_id=Merchant-471")).toEqual([])
    expect(await ids("?external_id=merchant-4711")).toEqual([])
    expect(await ids("?q=merchant-4711")).toEqual([customer.id])
  })

  test("R10, M40: the list as a CSV file has all filtered customers, beyond one page, and no formulas", async () => {
    await family("csvfile", 101)
    await add({ first_name: "=1+1", last_name: "csvfile", company_name: "a;=2+2\n@x" })
    const answer = await shop.admin.send<string>(
      "GET",
      "/admin/customer-profiles?q=csvfile&format=csv&order=created_at&limit=5",
    )
    expect(answer.status).toBe(200)
    // Where a semicolon divides cells, and for a line that a quote does not hold together.
    const company = `"a;'=2+2\n'@x"`
    expect(answer.body).toContain(company)
    const lines = String(answer.body).replace(company, "company").trim().split("\n")
    expect(lines[0]).toMatch(/^id,name,email,first_name,/)
    expect(lines).toHaveLength(103)
    expect(lines.at(-1)).toContain("'=1+1")
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(103)
  })
}
