import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  credit = new CreditModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

let customers = 0
const newCustomer = () => `cus_${++customers}`

test("R22: terms are agreed in parts, in the store's currency unless another is named", async () => {
  const customer = newCustomer()
  const first = await credit.saveTerms(customer, { payment_terms: "net_15" }, "USD")
  expect(first).toMatchObject({
    made: true,
    after: {
      customer_id: customer,
      currency_code: "usd",
      credit_limit: null,
      payment_terms: "net_15",
      on_hold: "none",
      tolerance: "0",
      current_balance: "0",
    },
  })
  await credit.saveTerms(customer, { credit_limit: "10000.50", currency_code: "EUR" }, "usd")
  const [account] = await credit.listAccounts([customer, "cus_unknown"])
  expect(account).toMatchObject({ currency_code: "eur", credit_limit: "10000.50", payment_terms: "net_15" })
})

test("R22: no credit is not no limit", async () => {
  const customer = newCustomer()
  expect((await credit.saveTerms(customer, { credit_limit: "0" }, "usd")).after.credit_limit).toBe("0")
  expect((await credit.saveTerms(customer, { credit_limit: null }, "usd")).after.credit_limit).toBeNull()
})

test.each([
  [{ payment_terms: "net_121" }, "payment_terms:"],
  [{ payment_terms: "net_007" }, "payment_terms:"],
  [{ payment_terms: "30 days" }, "payment_terms:"],
  [{ credit_limit: "-1" }, "credit_limit:"],
  [{ credit_limit: "NaN" }, "credit_limit:"],
  [{ credit_limit: "1000000000000.01" }, "credit_limit:"],
  [{ currency_code: "dollars" }, "currency_code:"],
])("R22: terms out of range are refused: %j", async (terms, field) => {
  await expect(credit.saveTerms(newCustomer(), terms, "usd")).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining(field),
  })
})

test("R22: terms out of range are refused by the database, too", async () => {
  const insert = (columns: string, values: string) =>
    query(database, `insert into clientele_credit_account (customer_id, ${columns}) values ('cus_raw', ${values})`)
  await expect(insert("currency_code", "'US'")).rejects.toThrow(/check constraint/)
  await expect(insert("currency_code, credit_limit", "'usd', -1")).rejects.toThrow(/check constraint/)
  await expect(insert("currency_code, credit_limit", "'usd', 'NaN'")).rejects.toThrow(/check constraint/)
  await expect(insert("currency_code, payment_terms", "'usd', 'net_121'")).rejects.toThrow(/check constraint/)
  await expect(insert("currency_code, tolerance", "'usd', 1.1")).rejects.toThrow(/check constraint/)
})

test("R22: one account, whatever twenty writers do", async () => {
  const customer = newCustomer()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_one, n) => credit.saveTerms(customer, { credit_limit: String(n) }, "usd")),
  )
  expect(answers.filter(({ made }) => made)).toHaveLength(1)
  const [account] = await credit.listAccounts([customer])
  expect(answers.map(({ after }) => after.credit_limit)).toContain(account?.credit_limit)
})

test("R1: terms are taken back, with the account where there was none", async () => {
  const customer = newCustomer()
  const made = await credit.saveTerms(customer, { credit_limit: "5" }, "usd")
  const changed = await credit.saveTerms(customer, { credit_limit: "7", payment_terms: "eom" }, "usd")
  await credit.undoTerms(customer, changed)
  expect(await credit.listAccounts([customer])).toEqual([made.after])
  await credit.undoTerms(customer, made)
  expect(await credit.listAccounts([customer])).toEqual([])
})

// Guard: `standing` and the comparison before the delete in undoTerms (service.ts).
test("R1: of terms that are taken back those stay that others have agreed since", async () => {
  const customer = newCustomer()
  const made = await credit.saveTerms(customer, { credit_limit: "5", payment_terms: "eom" }, "usd")
  await credit.saveTerms(customer, { payment_terms: "net_30" }, "usd")
  await credit.undoTerms(customer, made)
  expect(await credit.listAccounts([customer])).toMatchObject([{ credit_limit: null, payment_terms: "net_30" }])
})
