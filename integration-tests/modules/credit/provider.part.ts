import type { PaymentCustomerDTO } from "@medusajs/framework/types"
import knex, { type Knex } from "knex"
import { CreditModuleService, type HoldRequest } from "../../../src/modules/credit"
import { CreditTermsProvider } from "../../../src/providers/credit-terms/credit-terms-provider"
import { createDatabase, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService
let provider: CreditTermsProvider
let last = 0

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 5 } })
  credit = new CreditModuleService({ __pg_connection__: db })
  provider = new CreditTermsProvider({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

/** A session of 25 dollars, as Medusa asks for it: the provider's answer is the session's data. */
async function begin(limit: string) {
  const id = `cus_${++last}`
  const session = `payses_${last}`
  await credit.saveTerms(id, { credit_limit: limit, payment_terms: "net_30" }, "usd")
  const customer = { id } as PaymentCustomerDTO
  const { data = {} } = await provider.initiatePayment({
    amount: 25,
    currency_code: "USD",
    context: { customer, idempotency_key: session },
  })
  const hold = (amount: string, over_limit: HoldRequest["over_limit"] = "reject") =>
    credit.placeHold({
      order_id: `order_${last}`,
      account_id: id,
      customer_id: id,
      cart_id: null,
      payment_session_id: session,
      amount,
      currency_code: "usd",
      over_limit,
    })
  return { id, session, data, hold, order_id: `order_${last}`, customer }
}

// Guards: statusOf; the refusal without a hold in authorizePayment; `status <> 'released'` in readHoldOfSession.
describe("what pp_credit_terms answers about a payment", () => {
  it("R24: without a hold it refuses as a declined card, also after the hold's release", async () => {
    const { data, hold, order_id } = await begin("100")
    const refusal = { type: "payment_authorization_error" }
    await expect(provider.authorizePayment({ data })).rejects.toMatchObject(refusal)
    expect(await provider.getPaymentStatus({ data })).toMatchObject({ status: "pending" })
    await hold("25")
    await credit.releaseHold(order_id)
    await expect(provider.authorizePayment({ data })).rejects.toMatchObject(refusal)
  })

  it("R24: a hold authorises it, and one of a cent less does not", async () => {
    const enough = await begin("100")
    await enough.hold("25")
    expect(await provider.authorizePayment({ data: enough.data })).toMatchObject({ status: "authorized" })
    expect(await provider.getPaymentStatus({ data: enough.data })).toMatchObject({ status: "authorized" })
    const less = await begin("100")
    await less.hold("24.99")
    await expect(provider.authorizePayment({ data: less.data })).rejects.toThrow("This payment has no credit hold")
  })

  it("R24: an order that waits for approval has a payment that is pending_authorization", async () => {
    const { data, hold } = await begin("10")
    expect(await hold("25", "approve")).toMatchObject({ status: "waiting", code: "credit_limit_exceeded" })
    expect(await provider.authorizePayment({ data })).toMatchObject({ status: "pending_authorization" })
  })

  it("R24: an updated session is over the new amount, and needs its member again", async () => {
    const { data, session, customer } = await begin("100")
    const update = { amount: 30, currency_code: "usd", data }
    expect(await provider.updatePayment({ ...update, context: { customer, idempotency_key: session } })).toEqual({
      data: { ...data, amount: "30", session_id: session },
    })
    await expect(provider.updatePayment(update)).rejects.toMatchObject({ code: "not_a_member" })
    const yen = { ...update, currency_code: "jpy", context: { customer } }
    await expect(provider.updatePayment(yen)).rejects.toMatchObject({ code: "currency_mismatch" })
  })

  it("R24: cancelling, deleting and refunding keep the data and change nothing in the ledger", async () => {
    const { data, hold, id } = await begin("100")
    await hold("25")
    const before = await credit.listAccounts([id])
    for (const work of [
      provider.cancelPayment({ data }),
      provider.deletePayment({ data }),
      provider.refundPayment({ data, amount: 25 }),
      provider.deletePayment({}),
    ]) {
      await work
    }
    expect(await credit.listAccounts([id])).toEqual(before)
  })
})
