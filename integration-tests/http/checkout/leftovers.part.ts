import { runInStore } from "../../faults/in-store"
import type { Answer } from "../../helpers/api"
import { whileLocked } from "../../helpers/locked"
import type { Customer } from "../../helpers/shop"
import { type AccountShop, eventually } from "./accounts"

type Entry = { entry: { id: string; amount: number } }

/** R24b: no payment of ours stays authorised on an order that owes nothing, and money that is paid back or set free. A licence is 25. */
export function leftovers(open: () => AccountShop): void {
  const admin = () => open().shop.admin
  const post = <T>(customer: Customer, path: string, body: object) =>
    admin().post<T>(`/admin/customers/${customer.id}/credit/${path}`, body)
  const pay = async (customer: Customer, amount: number) =>
    (await post<Entry>(customer, "payments", { amount, idempotency_key: `pay-${customer.id}-${amount}` })).entry
  const buy = (customer: Customer) => open().bought(customer)
  type Money = { captured: number; capturable: number[] }
  /** Of payments of ours: what is captured and not refunded, and what each that stands has left to capture. */
  const moneyOf = async (orderId: string) =>
    (
      await open().sql<Money>(
        `with ours as (select p.id, p.amount, p.canceled_at,
             coalesce((select sum(c.amount) from capture c where c.payment_id = p.id and c.deleted_at is null), 0) as captured,
             coalesce((select sum(f.amount) from refund f where f.payment_id = p.id and f.deleted_at is null), 0) as refunded
           from payment p join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
           where l.order_id = $1 and l.deleted_at is null and p.provider_id = 'pp_credit_terms')
         select coalesce(sum(captured - refunded), 0)::float8 as captured,
           coalesce(jsonb_agg((amount - captured)::float8) filter (where canceled_at is null and amount > captured), '[]') as capturable
         from ours`,
        [orderId],
      )
    )[0] as Money

  /** What the dashboard shows of an order, and what is open on it. */
  const seen = async (orderId: string) => {
    const order = await open().shop.order(orderId)
    return {
      ...(await moneyOf(orderId)),
      badge: String(order.payment_status),
      outstanding: Number(order.summary.pending_difference),
      open: Number((await open().ledgerOf(orderId))?.open),
    }
  }
  type Seen = Awaited<ReturnType<typeof seen>>
  const sees = (orderId: string, expected: Partial<Seen>) =>
    eventually(async () => expect(await seen(orderId)).toMatchObject(expected))
  const unapplied = async ({ id }: Customer) =>
    (
      await open().sql<{ unapplied: number }>(
        "select unapplied::float8 as unapplied from clientele_credit_account where customer_id = $1",
        [id],
      )
    )[0]?.unapplied

  // Guards: refreshCollection in deleteCapture, `ours` in openCollection; without them the closed collection gets a payment of 25 beside the one of 40.
  it("R24b: an order that was paid in part and edited has one payment once its money bounces, and is paid to the end by what it owes", async () => {
    const customer = await open().member()
    const order = await buy(customer)
    const { id } = await pay(customer, 10)
    await sees(order.id, { captured: 10, outstanding: 15 })
    await open().shop.editOrder(await open().shop.order(order.id), { quantity: 2 })
    await sees(order.id, { captured: 10, outstanding: 40, capturable: [40] })
    await post(customer, `entries/${id}/reverse`, { reason: "bounced" })
    await sees(order.id, { captured: 0, outstanding: 50, open: 50 })
    await runInStore(open().store, "sweep", "credit")
    expect(await seen(order.id)).toMatchObject({ badge: "authorized", capturable: [40] })
    await pay(customer, 50)
    await sees(order.id, { badge: "captured", captured: 50, outstanding: 0, open: 0, capturable: [] })
  })

  // Guard: leftoversOf in sync-captures.ts.
  it("R24b: an order that costs no more than is paid, after a part payment, offers nothing to capture", async () => {
    const customer = await open().member()
    const order = await buy(customer)
    await pay(customer, 10)
    await sees(order.id, { captured: 10, outstanding: 15, capturable: [15] })
    const line = { amount: 15, reference: "order", reference_id: order.id }
    await admin().post(`/admin/orders/${order.id}/credit-lines`, line)
    await runInStore(open().store, "sweep", "credit")
    await sees(order.id, { captured: 10, outstanding: 0, open: 0, capturable: [] })
  })

  // Guard: leftoversOf in sync-captures.ts.
  it("R24b: a card that is captured while its order is put on account leaves no payment on account", async () => {
    const customer = await open().member()
    const order = await open().shop.placeOrder({ customer, product: "licence" })
    const lease = { sql: "lock table clientele_checkout_lease in share mode" }
    const transactions = { sql: "lock table order_transaction in share mode" }
    const captured = await whileLocked(open().database, transactions, async ({ waiting }) => {
      const work: { charge?: Promise<Answer<object>>; capture?: Promise<unknown> } = {}
      await whileLocked(open().database, lease, async (leased) => {
        // The order is charged; its payment waits.
        work.charge = admin().send("POST", `/admin/orders/${order.id}/credit-charge`, {})
        await leased.waiting(1)
        // The card is captured; the order does not know it yet.
        work.capture = open().shop.capture(order)
        await waiting(1)
      })
      // Where a job settles the order first, no credit is held any more, and the charge's payment is refused.
      expect([200, 422]).toContain((await work.charge)?.status)
      return work
    })
    await captured.capture
    await sees(order.id, { badge: "captured", captured: 0, outstanding: 0, open: 0, capturable: [] })
    expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "0", balance: "0" })
  })

  // Guard: emptyCollectionsOf in sync-captures.ts.
  it.each([
    ["of a charge that was refused is closed", "no session", "captured"],
    ["stays where another provider has a session in it", "a session", "partially_captured"],
  ])("R24b: a payment collection without a payment, on an order that is paid, %s", async (_what, session, badge) => {
    const customer = await open().member()
    const order = await buy(customer)
    await pay(customer, 25)
    await sees(order.id, { badge: "captured", captured: 25 })
    await open().sql(
      `with made as (insert into payment_collection (id, currency_code, amount, raw_amount, status)
           values ('paycol_' || $1, 'usd', 25, '{"value": "25", "precision": 20}', 'not_paid') returning id),
         linked as (insert into order_payment_collection (order_id, payment_collection_id, id) select $1, id, 'ordpay_' || $1 from made)
       insert into payment_session (id, currency_code, amount, raw_amount, provider_id, data, status, payment_collection_id)
         select 'payses_' || $1, 'usd', 25, '{"value": "25", "precision": 20}', 'pp_system_default', '{}', 'pending', id
         from made where $2 = 'a session'`,
      [order.id, session],
    )
    await sees(order.id, { badge: "partially_captured" })
    const ids = JSON.stringify({ order_ids: [order.id] })
    // The payment's own job may still be at the order, which leaves it to the next settlement.
    await eventually(async () => {
      await runInStore(open().store, "workflow", "settleCreditOrdersWorkflow", ids, "alone")
      expect(await seen(order.id)).toMatchObject({ badge })
    })
  })

  // Guards: leftoversOf in sync-captures.ts; `canceled` in owesNothing.
  it("R24b, M60: an order that is canceled while it is approved is left without a payment and without a debt", async () => {
    const customer = await open().member({ limit: 10 })
    const order = await open().waiting(customer)
    const sessions = { sql: "lock table payment_session in share mode" }
    await whileLocked(open().database, sessions, async ({ waiting }) => {
      const approved = admin().send("POST", `/admin/credit/approvals/${order.id}/approve`)
      await waiting(1)
      await open().shop.cancel(order)
      return { approved }
    }).then(({ approved }) => approved)
    await eventually(async () => {
      expect(await seen(order.id)).toMatchObject({ badge: "canceled", capturable: [] })
      expect(await open().ledgerOf(order.id)).toMatchObject({ held: "0", balance: "0" })
    })
  })

  /** Lets Medusa's refunds be of an hour ago: what is younger may be at work. */
  const ageRefunds = (orderId: string) =>
    open().sql(
      `update refund set created_at = created_at - interval '1 hour' where payment_id in (select p.id from payment p
         join order_payment_collection l on l.payment_collection_id = p.payment_collection_id where l.order_id = $1)`,
      [orderId],
    )

  // Guards: clientele_credit_move_paid in clientele_credit_charge_own; takeRefundsIn in cash-workflows.ts.
  it.each([
    ["at once", false],
    ["after its money was captured again", true],
  ])(
    "R24b: a payout of a part-paid order %s opens the order again, and Medusa's captures follow",
    async (_when, later) => {
      const customer = await open().member()
      const order = await buy(customer)
      await pay(customer, 10)
      await sees(order.id, { captured: 10, outstanding: 15 })
      await open().shop.refund(await open().shop.order(order.id), 5)
      await sees(order.id, { captured: 5, outstanding: 15, open: 10 })
      if (later) {
        // The order is cheaper, and the money is still on it.
        await ageRefunds(order.id)
        await runInStore(open().store, "sweep", "credit")
        await sees(order.id, { captured: 10, outstanding: 10, open: 10 })
      }
      const payout = { amount: 5, reason: "complaint", order_id: order.id }
      const { entry } = await post<Entry>(customer, "refunds", payout)
      expect(entry).toMatchObject({ type: "refund", amount: 5 })
      const paidBack = { captured: 5, outstanding: 15, open: 15 }
      await sees(order.id, paidBack)
      await ageRefunds(order.id)
      await runInStore(open().store, "sweep", "credit")
      expect(await seen(order.id)).toMatchObject(paidBack)
      expect(await unapplied(customer)).toBe(0)
      const path = `/admin/customers/${customer.id}/credit/refunds`
      expect(await admin().send("POST", path, { ...payout, amount: 5.01 })).toMatchObject({
        status: 400,
        body: { code: "refund_exceeds_paid", message: expect.stringContaining("amount") },
      })
      expect(await admin().send("POST", path, { ...payout, order_id: "order_none" })).toMatchObject({ status: 404 })
      expect(await admin().send("POST", path, { ...payout, order_id: 5 })).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining("order_id") },
      })
      await pay(customer, 15)
      await sees(order.id, { captured: 20, outstanding: 0, open: 0, capturable: [] })
    },
  )

  // Guard: captureOthersSoon in settle-credit-orders.ts.
  it("R24b: money that a canceled order sets free is captured on the order that it pays, without the sweep", async () => {
    const customer = await open().member()
    const first = await buy(customer)
    await pay(customer, 25)
    await sees(first.id, { badge: "captured" })
    const second = await buy(customer)
    await open().shop.cancel(await open().shop.order(first.id))
    await sees(second.id, { badge: "captured", captured: 25, outstanding: 0, open: 0 })
  })

  type Recorded = { account_id: string; order_id: string | null; amount?: string; open?: string }
  const recorded = (name: string, { id }: Customer) =>
    [
      ...open()
        .store.output()
        .matchAll(new RegExp(`recorded clientele\\.credit\\.${name} (\\{.*\\})`, "g")),
    ]
      .map(([, data]): Recorded => JSON.parse(String(data)))
      .filter(({ account_id }) => account_id === id)

  // Guards: announcePaid in posting-step.ts, in receivable-workflows.ts and in settle-credit-orders.ts; announceCaptured.
  it("R64, R24b: each item that is paid is one event, and each payment of the Capture button", async () => {
    const { shop } = open()
    const customer = await open().member()
    const account = `/admin/customers/${customer.id}/credit`
    const [by_payment, by_capture] = [await buy(customer), await buy(customer)]
    await admin().post(account, { allocation: "manual" })
    const allocations = [{ order_id: by_payment.id, amount: 25 }]
    await post(customer, "payments", { amount: 25, allocations })
    await shop.capture(await shop.order(by_capture.id), 10)
    await shop.capture(await shop.order(by_capture.id), 15)
    const later = await buy(customer)
    await post(customer, "payments", { amount: 25, allocations: [] })
    await post(customer, "allocations", { allocations: [{ order_id: later.id, amount: 25 }] })
    const paid = () => recorded("receivable_paid", customer).map(({ order_id }) => order_id)
    const payments = () => recorded("payment_recorded", customer).map(({ amount }) => amount)
    await eventually(async () => {
      expect(paid().sort()).toEqual([by_payment.id, by_capture.id, later.id].sort())
      expect(payments().sort()).toEqual(["-10", "-15", "-25", "-25"])
    })
    await runInStore(open().store, "sweep", "credit")
    expect(paid()).toHaveLength(3)
    expect(payments()).toHaveLength(4)
    // Paid again, after its money bounced: an event of its own.
    const { entries } = await admin().get<{ entries: { id: string; amount: number; method: string | null }[] }>(
      `${account}/entries`,
    )
    const bounced = entries.find(({ amount, method }) => amount === -15 && method === "capture")
    await post(customer, `entries/${bounced?.id}/reverse`, { reason: "bounced" })
    await post(customer, "payments", { amount: 15, allocations: [{ order_id: by_capture.id, amount: 15 }] })
    await eventually(async () => expect(paid().filter((id) => id === by_capture.id)).toHaveLength(2))
  })
}
