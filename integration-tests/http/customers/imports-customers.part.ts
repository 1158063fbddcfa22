import type { ImportRow, ImportView } from "../../../src/modules/data_import"
import type { ClienteleRoutes } from "../../../src/types"
import { runInStore } from "../../faults/in-store"
import { ADMIN_USER } from "../../helpers/admin-user"
import { createApi } from "../../helpers/api"
import { query } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail } from "../../helpers/shop"

const IMPORTS = "/admin/clientele/imports"

type One = { import: ImportView }
type Rows = { rows: ImportRow[] }
type Refusal = { code: string; message: string }
type Customer = ClienteleRoutes["GET /admin/customer-profiles/:id"]["response"]["customer"]
type Credit = ClienteleRoutes["GET /admin/customers/:id/credit"]["response"]["credit"]

/** Files of customers and of receivables over HTTP (R49, ADR 0079). */
export function importsCustomers(open: () => OpenStore): void {
  let authorization: string

  beforeAll(async () => {
    const { token } = await createApi(open().store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
    authorization = `Bearer ${token}`
  })

  async function upload<Body = One>(kind: string, csv: string) {
    const form = new FormData()
    form.set("file", new Blob([csv], { type: "text/csv" }), `${kind}.csv`)
    const url = `${open().store.url}${IMPORTS}?kind=${kind}`
    const answer = await fetch(url, { method: "POST", headers: { authorization }, body: form })
    return (await answer.json()) as Body
  }

  const table = (rows: Record<string, string>[]) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))].map(String).join("\n")
  }
  const exported = async (kind: string) =>
    (await fetch(`${open().store.url}/admin/clientele/exports/${kind}`, { headers: { authorization } })).text()
  const read = async (id: string) => (await open().shop.admin.get<One>(`${IMPORTS}/${id}`)).import
  const become = (id: string, status: ImportView["status"]) =>
    eventually(
      () => read(id),
      (one) => one.status === status,
    )
  const rowsOf = async (id: string) => (await open().shop.admin.get<Rows>(`${IMPORTS}/${id}/rows?limit=100`)).rows
  const problemsOf = async (id: string) =>
    (await rowsOf(id)).flatMap(({ line, problems }) => problems.map(({ column, message }) => [line, column, message]))
  const confirm = async (id: string, body: object = {}) => {
    await open().shop.admin.post(`${IMPORTS}/${id}/confirm`, body)
    return become(id, "applied")
  }
  const reverse = async (id: string) => {
    await open().shop.admin.post(`${IMPORTS}/${id}/reverse`, {})
    return become(id, "reversed")
  }
  const get = async (id: string) =>
    (await open().shop.admin.get<{ customer: Customer }>(`/admin/customer-profiles/${id}`)).customer
  const create = async (body: object) =>
    (await open().shop.admin.post<{ customer: Customer }>("/admin/customer-profiles", body)).customer
  const credit = async (id: string) =>
    (await open().shop.admin.get<{ credit: Credit }>(`/admin/customers/${id}/credit`)).credit

  /** As where the process was killed before it recorded what it did: the rows wait again. */
  const forget = (id: string) =>
    query(
      open().database,
      `with r as (update clientele_import_row set state = 'staged', entry_id = null, is_new = null, applied_at = null
         where import_id = $1 and state = 'applied')
       update clientele_import set status = 'ready', applied = 0 where id = $1`,
      [id],
    )

  // Guards: `created_by === creator` in save-customer-rows.ts (the second run then says that it changed the customer),
  // and CHANGED in deleteCustomerRows.
  test("R49, M70: a file creates and changes customers by the rules of the routes, a second run after a kill changes nothing, and the reversal deletes the new customers", async () => {
    const [ann, bea] = [newEmail(), newEmail()]
    const present = await create({ name: "Bea Bold", email: bea, phone: "+4930901820", tax_id: "DE1" })
    const staged = await upload(
      "customers",
      table([
        {
          ...{ email: ann, external_id: `ext-${ann}`, first_name: "Ann", last_name: "Lee", phone: "030 901821" },
          ...{ contact_name: "Carl", contact_email: `carl-${ann}`, credit_limit: "500", currency_code: "eur" },
          ...{ billing_address_1: "Way 1", billing_city: "Bonn", billing_country_code: "de", is_business: "yes" },
        },
        { email: bea.toUpperCase(), company_name: "Bold Ltd" },
        { email: "nobody", billing_country_code: "Atlantis", credit_limit: "much" },
      ]),
    )
    const { id } = staged.import
    expect(staged.import).toMatchObject({ kind: "customers", rows: 3, refused: 1, adds: 1, takes: 0, totals: [] })
    expect((await problemsOf(id)).map(([line, column]) => [line, column])).toEqual(
      expect.arrayContaining([
        [4, "email"],
        [4, "billing_country_code"],
        [4, "credit_limit"],
      ]),
    )
    for (let run = 1; run <= 2; run++) {
      expect(await confirm(id, { skip_refused: true })).toMatchObject({ applied: 2, refused: 1 })
      const rows = (await rowsOf(id)).map(({ state, is_new }) => [state, is_new])
      expect(rows).toEqual([
        ["applied", true],
        ["applied", false],
        ["refused", null],
      ])
      const made = await get(String((await rowsOf(id))[0]?.customer_id))
      expect(made).toMatchObject({
        ...{ email: ann, external_id: `ext-${ann}`, name: "Ann Lee", phone: "+4930901821", is_business: true },
        ...{ credit_limit: 500, currency_code: "eur", created_by: `${id}:2` },
        billing_address: { address_1: "Way 1", city: "Bonn", country_code: "de" },
        contacts: [{ name: "Carl", email: `carl-${ann}`, is_primary: true }],
      })
      expect(await get(present.id)).toMatchObject({
        ...{ company_name: "Bold Ltd", phone: "+4930901820", tax_id: "DE1", email: bea },
      })
      if (run === 1) await forget(id)
    }
    const [{ customer_id }] = (await rowsOf(id)) as [ImportRow]
    expect(await reverse(id)).toMatchObject({ applied: 0, reversed: 1, kept: 1 })
    const gone = await open().shop.admin.send("GET", `/admin/customer-profiles/${customer_id}`)
    expect([gone.status, (await get(present.id)).company_name]).toEqual([404, "Bold Ltd"])
  })

  // Guards: `is_unfinished` in saveCustomerRow (without it the row is refused); `ABANDONED_AFTER_MS` in find-targets.ts.
  test("R49, M70: a row whose customer another process is creating waits, and is applied if that process never ends", async () => {
    const { store, database, shop } = open()
    const [ann, bea] = [newEmail(), newEmail()]
    const { id } = (await upload("customers", table([{ email: ann }, { email: bea }]))).import
    await query(
      database,
      "insert into clientele_customer_profile (customer_id, managed, email_key) values ($1, true, $1)",
      [ann],
    )
    await shop.admin.post(`${IMPORTS}/${id}/confirm`, {})
    await runInStore(store, "job", "clientele-imports-sweep")
    const applied = (one: ImportView) => one.applied === 1
    expect(await eventually(() => read(id), applied)).toMatchObject({ status: "applying", applied: 1, refused: 0 })
    await query(
      database,
      "update clientele_customer_profile set created_at = now() - interval '2 minutes' where email_key = $1",
      [ann],
    )
    await runInStore(store, "job", "clientele-imports-sweep")
    expect(await become(id, "applied")).toMatchObject({ applied: 2, refused: 0 })
  })

  // Guards: both calls of isHeld. Without them the worker waits for as long as the other session does, and so does the sweep.
  test("M48: a customer whom another session holds keeps only its own row waiting, in the posting and in the reversal", async () => {
    const { store, database, shop } = open()
    const [ann, bea, carl] = [newEmail(), newEmail(), newEmail()]
    const present = await create({ name: "Ann", email: ann })
    const guest = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: bea })
    const rows = [ann, bea, carl].map((email) => ({ email, tax_id: "DE1" }))
    const { id } = (await upload("customers", table(rows))).import
    const held = (ids: string[]) => ({ sql: "select 1 from customer where id = any ($1) for update", values: [ids] })
    await whileLocked(database, held([present.id, guest.customer.id]), async () => {
      await shop.admin.post(`${IMPORTS}/${id}/confirm`, {})
      expect(
        await eventually(
          () => read(id),
          ({ applied }) => applied === 1,
        ),
      ).toMatchObject({ status: "applying", applied: 1 })
      await runInStore(store, "job", "clientele-imports-sweep")
    })
    await runInStore(store, "job", "clientele-imports-sweep")
    expect(await become(id, "applied")).toMatchObject({ applied: 3, refused: 0 })
    const made = (await rowsOf(id)).find(({ is_new }) => is_new) as ImportRow
    await whileLocked(database, held([String(made.customer_id)]), async () => {
      await shop.admin.post(`${IMPORTS}/${id}/reverse`, {})
      expect(
        await eventually(
          () => read(id),
          ({ kept }) => kept === 2,
        ),
      ).toMatchObject({ status: "reversing", kept: 2 })
      await runInStore(store, "job", "clientele-imports-sweep")
    })
    await runInStore(store, "job", "clientele-imports-sweep")
    expect(await become(id, "reversed")).toMatchObject({ reversed: 1, kept: 2 })
  })

  // Guards: `actor_id` of saveTermsStep; of the route, and of `change` in save-customer-rows.ts.
  test("R22: the log of credit terms has the actor, also if the customer's own route or an import has changed them", async () => {
    const [ann, bea] = [newEmail(), newEmail()]
    const present = await create({ name: "Ann", email: ann, credit_limit: "10" })
    await open().shop.admin.post(`/admin/customer-profiles/${present.id}`, { credit_limit: "20" })
    const rows = [ann, bea].map((email) => ({ email, credit_limit: "30" }))
    const { id } = (await upload("customers", table(rows))).import
    const { confirmed_by } = await confirm(id)
    const made = (await rowsOf(id)).find(({ is_new }) => is_new) as ImportRow
    const changes = await query(
      open().database,
      "select after ->> 'credit_limit' as limit, changed_by from clientele_credit_change where account_id = any ($1) order by id",
      [[present.id, made.customer_id]],
    )
    expect(changes).toEqual([
      { limit: "10", changed_by: confirmed_by },
      { limit: "20", changed_by: confirmed_by },
      { limit: "30", changed_by: confirmed_by },
      // The line that has created the customer names the import, and so its actor.
      { limit: "30", changed_by: `${id}:3` },
    ])
  })

  // Guards: contradictions in find-targets.ts; #twice and the first lines of #refusals in customer-rows.ts.
  test("R49: a row that matches two customers, no customer, or the customer of another row is refused on its column", async () => {
    const [ann, bea] = [newEmail(), newEmail()]
    await create({ name: "Ann", email: ann, external_id: `ext-${ann}` })
    await create({ name: "Bea", email: bea, external_id: `ext-${bea}` })
    const carl = newEmail()
    await create({ name: "Carl", email: carl, external_id: `ext-${carl}` })
    const file = table([
      { email: bea, external_id: `ext-${ann}` },
      { email: ann, external_id: `new-${ann}` },
      { name: "Nobody" },
      { email: newEmail(), external_id: `twice-${ann}` },
      { external_id: `twice-${ann}`, name: "Twice" },
      { external_id: `ext-${carl}`, notes: "by the id" },
      { email: carl, notes: "by the address" },
    ])
    const { id } = (await upload("customers", file)).import
    expect(await problemsOf(id)).toEqual([
      [2, "email", "is not the email address of the customer with this external_id"],
      [3, "external_id", "is not the external_id of the customer with this email address"],
      [4, "email", "is required, unless the line has an external_id"],
      [6, "external_id", "is on line 5, too"],
      [8, null, "is the customer of line 7, too"],
    ])
  })

  // Guard: the reasons of customerObstacles, one by one.
  test("R49: customers with dependent data are not deleted; nothing is reversed, and the rows give the reason", async () => {
    const { shop } = open()
    const emails = [newEmail(), newEmail(), newEmail(), newEmail()]
    const file = table(emails.map((email) => ({ email, credit_limit: "10" })))
    const { id } = (await upload("customers", file)).import
    await confirm(id)
    const [noted, pointed, charged] = (await rowsOf(id)).map(({ customer_id }) => String(customer_id)) as [
      string,
      string,
      string,
    ]
    await shop.admin.post(`/admin/customers/${noted}/notes`, { body: "calls on Fridays" })
    await shop.admin.post(`/admin/customers/${pointed}/loyalty/adjustments`, { points: 5, reason: "welcome" })
    await shop.admin.post(`/admin/customers/${charged}/credit/adjustments`, { amount: "3", reason: "fee" })
    const refused = await shop.admin.send<Refusal>("POST", `${IMPORTS}/${id}/reverse`, {})
    expect(refused).toMatchObject({ status: 400, body: { code: "import_built_on" } })
    expect(refused.body.message).toBe(
      "Nothing was reversed, as 3 customers are in use: line 2 has notes; line 3 has got or used points since; " +
        "line 4 has entries, orders or buyers on the credit account.",
    )
    expect(await read(id)).toMatchObject({ status: "applied", applied: 4 })
  })

  // Guards: `escape_formulas` in to-csv.ts; withId in save-customer-rows.ts (without it there are two contacts).
  test("R49, M40: an import accepts the file of exported customers and changes only the edited cells", async () => {
    const email = newEmail()
    const made = await create({
      ...{ name: "=cmd()", email, phone: "+4930901820", credit_limit: "12.5", payment_terms: "net_14" },
      ...{ contacts: [{ name: "Carl", title: "Buyer" }], shipping_address: { address_1: "Way 1", country_code: "de" } },
    })
    const lines = (await exported("customers")).split("\n")
    const line = lines.find((one) => one.includes(email)) as string
    expect(line).toContain(`${made.id},,${email},'=cmd(),`)
    const { id } = (await upload("customers", `${lines[0]}\n${line.replace("Buyer", "Chief")}`)).import
    expect(await read(id)).toMatchObject({ rows: 1, refused: 0, adds: 0 })
    await confirm(id)
    const { updated_at: _then, ...before } = await get(made.id)
    expect(before).toMatchObject({ name: "=cmd()", credit_limit: 12.5, payment_terms: "net_14" })
    expect(before.contacts).toEqual([expect.objectContaining({ name: "Carl", title: "Chief", is_primary: true })])
    expect(before.addresses).toHaveLength(1)
  })

  describe("receivables", () => {
    async function newAccount(email: string): Promise<string> {
      const { id } = await create({ name: "Owner", email, credit_limit: "1000", currency_code: "eur" })
      return id
    }
    const items = async (account: string) =>
      (
        await open().shop.admin.get<ClienteleRoutes["GET /admin/customers/:id/credit/receivables"]["response"]>(
          `/admin/customers/${account}/credit/receivables`,
        )
      ).receivables

    // Guard: the key of postRow in receivables-kind.ts.
    test("R49, M70: opening receivables are charged once, with their due date and PO number, also after a kill, and are reversed", async () => {
      const email = newEmail()
      const account = await newAccount(email)
      const file = table([
        {
          email,
          amount: "120.50",
          due_on: "2027-02-01",
          issued_on: "2026-01-02",
          reference: `INV-1-${email}`,
          po_number: "PO 7",
        },
        { account_id: account, amount: "0.5", currency_code: "EUR", due_on: "2026-03-01", reference: `INV-2-${email}` },
      ])
      const staged = (await upload("receivables", file)).import
      expect(staged).toMatchObject({ rows: 2, refused: 0, totals: [{ currency_code: "eur", amount: "121" }] })
      expect(await items(account)).toEqual([])
      for (let run = 1; run <= 2; run++) {
        expect(await confirm(staged.id)).toMatchObject({ applied: 2 })
        const found = (await items(account)).map(({ open_amount, due_at, po_number }) => [
          open_amount,
          due_at,
          po_number,
        ])
        expect(found).toEqual([
          [0.5, "2026-03-01", null],
          [120.5, "2027-02-01", "PO 7"],
        ])
        if (run === 1) await forget(staged.id)
      }
      const line = (await exported("receivables")).split("\n").find((one) => one.includes(`INV-1-${email}`))
      expect(line).toBe(`${account},,${email},120.5,eur,2027-02-01,2026-01-02,INV-1-${email},PO 7,,`)
      expect((await rowsOf(staged.id))[0]).toMatchObject({ entry_id: `${account}:1`, customer_id: account })
      expect(await reverse(staged.id)).toMatchObject({ reversed: 2, kept: 0 })
      const left = (await items(account)).filter(({ open_amount }) => open_amount > 0)
      expect([left, (await credit(account))?.current_balance]).toEqual([[], 0])
    })

    // Guards: PAID in receivables-kind.ts; `whileUnpaid` of CreditCashService.reverse has its own test in modules/credit.
    // Guard: findPosted in importsPart (src/workflows/privacy/points-parts.ts); without it the row is refused.
    test("R18, R49: a receivable whose process was killed before it was recorded is reversed, also after its customer is anonymised", async () => {
      const [ann, bea] = [newEmail(), newEmail()]
      const [account, other] = [await newAccount(ann), await newAccount(bea)]
      const row = { amount: "20", due_on: "2027-02-01", email: ann }
      const file = table([
        { ...row, reference: `1 ${ann}` },
        { ...row, email: bea, reference: `2 ${ann}` },
      ])
      const { id } = (await upload("receivables", file)).import
      await confirm(id)
      await forget(id)
      await open().shop.admin.post(`/admin/customers/${account}/anonymize`, { force: true })
      expect(await read(id)).toMatchObject({ applied: 1, refused: 0 })
      expect(await confirm(id)).toMatchObject({ applied: 2, refused: 0 })
      expect((await rowsOf(id)).map(({ state, cells, entry_id }) => [state, cells === null, entry_id])).toEqual([
        ["applied", true, `${account}:1`],
        ["applied", false, `${other}:1`],
      ])
      expect(await reverse(id)).toMatchObject({ applied: 0, reversed: 2, kept: 0 })
      expect((await credit(account))?.current_balance).toBe(0)
    })

    test("R49: a receivable to which a payment is allocated stops the reversal", async () => {
      const { shop } = open()
      const email = newEmail()
      const account = await newAccount(email)
      const file = table([{ email, amount: "20", due_on: "2027-02-01", reference: `INV-${email}` }])
      const { id } = (await upload("receivables", file)).import
      await confirm(id)
      await shop.admin.post(`/admin/customers/${account}/credit/payments`, { amount: "5" })
      const refused = await shop.admin.send<Refusal>("POST", `${IMPORTS}/${id}/reverse`, {})
      expect(refused).toMatchObject({
        status: 400,
        body: {
          code: "import_built_on",
          message:
            "Nothing was reversed, as 1 receivable is in use: line 2 is paid or written off, in whole or in part.",
        },
      })
    })

    // Guards: each problem of ReceivablesChecker, `twice` among them.
    test("R49: a row without an account, of another currency, with too many decimals, a wrong day or the reference of another row is refused on its column", async () => {
      const email = newEmail()
      await newAccount(email)
      const row = { email, amount: "20", due_on: "2027-02-01" }
      const file = table([
        { ...row, email: newEmail(), reference: "1" },
        { ...row, currency_code: "usd", reference: "2" },
        { ...row, amount: "1.005", reference: "3" },
        { ...row, due_on: "2027-02-30", reference: "4" },
        { ...row, issued_on: "2999-01-01", reference: "5" },
        { ...row, amount: "-4", reference: "6" },
        { ...row, reference: "" },
        { ...row, reference: "8" },
        { ...row, reference: "8" },
      ])
      const { id } = (await upload("receivables", file)).import
      expect((await problemsOf(id)).map(([line, column]) => [line, column])).toEqual([
        [2, "email"],
        [3, "currency_code"],
        [4, "amount"],
        [5, "due_on"],
        [6, "issued_on"],
        [7, "amount"],
        [8, "reference"],
        [10, "reference"],
      ])
    })

    // Guard: `customer_id` of FoundAccount. The row has no other name of the person.
    test("R18: a refused row that names its customer by id is exported, and emptied when the customer is anonymised", async () => {
      const email = newEmail()
      const { id: customer } = await create({ name: "Ann", email, external_id: `ext-${email}` })
      const row = { amount: "20", due_on: "2027-02-01", note: `of ${email}` }
      const file = table([
        { ...row, external_id: `ext-${email}`, reference: "1" },
        { ...row, account_id: customer, reference: "2" },
      ])
      const { id } = (await upload("receivables", file)).import
      expect(await read(id)).toMatchObject({ rows: 2, refused: 2 })
      await open().shop.admin.post(`/admin/customers/${customer}/anonymize`)
      expect((await rowsOf(id)).map(({ cells }) => cells)).toEqual([null, null])
    })

    // Guard: isOther in find-accounts.ts.
    test("R49: a receivable whose cells name the accounts of two customers is refused, and charged to neither", async () => {
      const [ann, bea] = [newEmail(), newEmail()]
      await create({ name: "Ann", email: ann, external_id: `ext-${ann}`, credit_limit: "10", currency_code: "eur" })
      const other = await newAccount(bea)
      const row = { amount: "20", due_on: "2027-02-01" }
      const file = table([
        { ...row, external_id: `ext-${ann}`, email: bea, reference: "1" },
        { ...row, account_id: other, external_id: `ext-${ann}`, reference: "2" },
        { ...row, account_id: other, email: bea, reference: "3" },
      ])
      const { id } = (await upload("receivables", file)).import
      expect(await problemsOf(id)).toEqual([
        [2, "email", "has another credit account than the external_id"],
        [3, "external_id", "has another credit account than the account_id"],
      ])
    })
  })
}
