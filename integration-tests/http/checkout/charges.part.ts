import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import type { Answer } from "../../helpers/api"
import { whileLocked } from "../../helpers/locked"
import { type AccountShop, eventually } from "./accounts"

type Charge = { credit_charge: { amount: number; open_amount: number; payment_id: string | null }; code?: string }
type Order = HttpTypes.AdminOrder

const refused = (code: string) => ({ status: 400, body: { code } })

/** R24d: orders that an admin user puts on account. A licence costs 25, a drafted shirt 20. */
export function charges(open: () => AccountShop): void {
  const charge = ({ id }: Pick<Order, "id">, body: object = {}): Promise<Answer<Charge>> =>
    open().shop.admin.send("POST", `/admin/orders/${id}/credit-charge`, body)
  const changes = (accountId: string) =>
    open().sql<{ after: object; changed_by: string }>(
      "select after, changed_by from clientele_credit_change where account_id = $1 and kind = 'hold' order by id",
      [accountId],
    )
  const expectOnAccount = async (order: Order, owed: number) => {
    await eventually(async () => {
      expect(await open().ledgerOf(order.id)).toMatchObject({ status: "posted", held: "0", charged: String(owed) })
    })
    expect(open().livePayments(await open().shop.order(order.id))).toEqual([["pp_credit_terms", owed]])
  }

  // Guards: `replacing` in ensureOrderPayment; insertChange in placeHoldByHand.
  it("R24d: an order placed with another method owes on account, and its payment there is canceled", async () => {
    const customer = await open().member()
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const answer = await charge(order)
    expect(answer).toMatchObject({ status: 200, body: { credit_charge: { amount: 25, open_amount: 25 } } })
    expect(answer.body.credit_charge.payment_id).toMatch(/^pay_/)
    await expectOnAccount(order, 25)
    expect(await changes(customer.id)).toMatchObject([
      { after: { order_id: order.id, status: "held", override: false }, changed_by: expect.stringMatching(/^user_/) },
    ])
  })

  // Guard: requireProvider in charge-credit-order.ts.
  it("R24d: without the payment provider an order is refused before anything is charged", async () => {
    const customer = await open().member()
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const { message } = await runInStore(open().store, "charge-without-terms", order.id)
    expect(message).toMatch(/^The store has no payment provider pp_credit_terms\. Register it/)
    expect(await open().sql("select 1 from clientele_credit_entry where account_id = $1", [customer.id])).toEqual([])
    expect(await open().sql("select 1 from clientele_credit_hold where order_id = $1", [order.id])).toEqual([])
  })

  // Guard: `issued_at` in settlementOf.
  it("R24c, R24d: an old order that is put on account falls due 30 days after that, also after it is settled again", async () => {
    const customer = await open().member()
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    await open().sql(`update "order" set created_at = now() - interval '45 days' where id = $1`, [order.id])
    expect((await charge(order)).status).toBe(200)
    await open().shop.admin.post(`/admin/orders/${order.id}/credit-lines`, {
      ...{ amount: 5, reference: "order", reference_id: order.id },
    })
    await open().shop.admin.post("/admin/credit/reconcile", { order_ids: [order.id], repair: true })
    const due = `select r.due_on - (h.created_at at time zone 'UTC')::date as days, r.charged::float8 as charged
      from clientele_credit_receivable r join clientele_credit_hold h on h.order_id = r.order_id where r.order_id = $1`
    expect(await open().sql(due, [order.id])).toEqual([{ days: 30, charged: 20 }])
  })

  // Guard: collectionToPay in ensureOrderPayment.
  it("R24d: a drafted order is put on account after it is converted", async () => {
    const customer = await open().member()
    const order = await open().shop.draftOrder(customer.email)
    expect((await charge(order)).status).toBe(200)
    await expectOnAccount(order, 20)
  })

  // Guard: lockAccount in placeHoldByHand.
  it("R24d: ten charges of one order at once, and one later, put it on account once", async () => {
    const customer = await open().member()
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const answers = await Promise.all(Array.from({ length: 10 }, () => charge(order)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(await charge(order)).toMatchObject({ status: 200, body: { credit_charge: { amount: 25 } } })
    await expectOnAccount(order, 25)
    expect(await changes(customer.id)).toHaveLength(1)
    const { entries } = await open().shop.admin.get<{ entries: object[] }>(
      `/admin/customers/${customer.id}/credit/entries`,
    )
    expect(entries).toHaveLength(1)
  })

  // Guards: `override` handed to placeHoldByHand; noteReason in chargeStep.
  it("R24d: beyond the limit it needs override with a reason, which the ledger keeps with the actor", async () => {
    const customer = await open().member({ limit: 10 })
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const beyond = await charge(order)
    expect(beyond).toMatchObject({
      status: 400,
      body: { code: "credit_limit_exceeded", message: expect.stringContaining("Missing: 15.00 USD.") },
    })
    expect(await charge(order, { override: true })).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining("reason") },
    })
    expect(await open().ledgerOf(order.id)).toBeUndefined()
    expect((await charge(order, { override: true, reason: "agreed by phone" })).status).toBe(200)
    await expectOnAccount(order, 25)
    const [change] = await changes(customer.id)
    expect(change?.after).toMatchObject({ override: true })
    const { entries } = await open().shop.admin.get<{ entries: object[] }>(
      `/admin/customers/${customer.id}/credit/entries`,
    )
    expect(entries).toMatchObject([
      { type: "charge", reason: "agreed by phone", actor_id: expect.stringMatching(/^user_/) },
    ])
  })

  // Guard: findChargeOfOrder in chargeStep.
  it("R24d: the reason is kept where another process posts the charge first", async () => {
    const customer = await open().member({ limit: 10 })
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const account = "select 1 from clientele_credit_account where customer_id = $1 for no key update"
    const values = [customer.id]
    const work = await whileLocked(open().database, { sql: account, values }, async ({ waiting }) => {
      const answer = charge(order, { override: true, reason: "agreed by phone" })
      await waiting(1)
      // Next in the queue for the account, before the charge's own settlement.
      const settled = open().sql(
        `select clientele_credit_settle($2, 25, nextval('clientele_credit_fencing_token'), 'crec_first' || $1, current_date,
           current_date, null, null) from (${account}) x`,
        [customer.id, order.id],
      )
      await waiting(2)
      return { answer, settled }
    })
    await work.settled
    expect((await work.answer).status).toBe(200)
    const [item] = await open().sql<{ id: string }>("select id from clientele_credit_receivable where order_id = $1", [
      order.id,
    ])
    expect(item?.id).toBe(`crec_first${customer.id}`)
    const { entries } = await open().shop.admin.get<{ entries: object[] }>(
      `/admin/customers/${customer.id}/credit/entries`,
    )
    expect(entries).toMatchObject([{ type: "charge", reason: "agreed by phone" }])
  })

  // Guards: targetOf without other providers' captures; createOrUpdateOrderPaymentCollectionWorkflow in collectionToPay.
  it("R24d: a charge keeps another provider's capture and puts the rest on account", async () => {
    const customer = await open().member()
    const order = await open().shop.capture(await open().shop.placeOrder({ customer, product: "licence" }), 10)
    expect(await charge(order)).toMatchObject({ status: 200, body: { credit_charge: { amount: 15 } } })
    await eventually(async () => expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "15" }))
    expect(open().livePayments(await open().shop.order(order.id))).toContainEqual(["pp_credit_terms", 15])
  })

  describe("R24d: what cannot be put on account", () => {
    const CASES: [string, () => Promise<Pick<Order, "id">>, object][] = [
      ["a guest's order", () => open().shop.placeOrder({ product: "licence" }), refused("not_a_member")],
      [
        "an order of a customer without an account",
        async () => open().shop.placeOrder({ product: "licence", customer: await open().shop.register() }),
        refused("not_a_member"),
      ],
      [
        "a canceled order",
        async () =>
          open().shop.cancel(await open().shop.placeOrder({ product: "licence", customer: await open().member() })),
        refused("order_canceled"),
      ],
      [
        "an order that is paid",
        async () => open().shop.placeOrder({ product: "licence", customer: await open().member(), capture: true }),
        refused("nothing_owed"),
      ],
      [
        "an order in another currency",
        async () => open().shop.placeOrder({ product: "licence", customer: await open().member({ currency: "jpy" }) }),
        refused("currency_mismatch"),
      ],
      [
        "an order that waits for an approval",
        async () => open().waiting(await open().member({ limit: 1 })),
        refused("not_allowed"),
      ],
      ["no order", async () => ({ id: "order_none" }), { status: 404, body: { code: "not_found" } }],
    ]
    // Guards: the throws of getOrder, put and checkOutcome, and the first one of chargeStep.
    it.each(CASES)("%s, also with override, and nothing changes", async (_what, make, answer) => {
      const order = await make()
      const before = await open().ledgerOf(order.id)
      expect(await charge(order, { override: true, reason: "try" })).toMatchObject(answer)
      expect(await open().ledgerOf(order.id)).toEqual(before)
    })
  })
}
