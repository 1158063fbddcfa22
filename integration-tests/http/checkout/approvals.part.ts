import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import type { Answer } from "../../helpers/api"
import { whileLocked } from "../../helpers/locked"
import type { Customer, OrderPlan } from "../../helpers/shop"
import { type AccountShop, eventually } from "./accounts"

type Approval = {
  order_id: string
  account_id: string
  amount_placed: number
  amount: number
  code: string
  shortfall: number
}
type Decided = { approval: { status: string; amount: number }; code?: string }

const refused = (code: string) => ({ status: 400, body: { code } })

/** R24a: orders beyond what the account allows, which an admin user decides. A licence costs 25. */
export function approvals(open: () => AccountShop): void {
  const decide = (id: string, verb: "approve" | "reject", body?: object): Promise<Answer<Decided>> =>
    open().shop.admin.send("POST", `/admin/credit/approvals/${id}/${verb}`, body)
  const listed = async ({ id }: Customer) => {
    const route = "/admin/credit/approvals?limit=100&currency_code=USD"
    const { approvals } = await open().shop.admin.get<{ approvals: Approval[] }>(route)
    return approvals.filter(({ account_id }) => account_id === id)
  }
  /** An order of a member whose limit it exceeds by 15. */
  const wait = async (plan: OrderPlan = {}): Promise<[HttpTypes.AdminOrder, Customer]> => {
    const customer = await open().member({ limit: 10 })
    return [await open().waiting(customer, plan), customer]
  }
  const expectOwed = (orderId: string, owed: number) =>
    eventually(async () => {
      expect(await open().ledgerOf(orderId)).toMatchObject({ status: "posted", held: "0", charged: String(owed) })
      const order = await open().shop.order(orderId)
      expect(open().livePayments(order)).toEqual([["pp_credit_terms", owed]])
      expect(order.payment_status).toBe("authorized")
    })
  const expectEnded = (orderId: string) =>
    eventually(async () => {
      expect(await open().ledgerOf(orderId)).toMatchObject({ status: "released", held: "0", charged: null })
    })

  // Guard: the decoration `shipping-holds` in src/workflows/start-up.ts.
  it("R22, R24a: nothing is sent for an order that waits, nor for an account on hold for shipping; orders and payments go on", async () => {
    const { shop } = open()
    const ship = (order: HttpTypes.AdminOrder) => {
      const items = order.items.map(({ id, quantity }) => ({ id, quantity }))
      return shop.admin.send("POST", `/admin/orders/${order.id}/fulfillments`, { items })
    }
    const [waiting, customer] = await wait({ product: "shirt" })
    expect(await ship(waiting)).toMatchObject(refused("credit_on_hold"))
    const account = `/admin/customers/${customer.id}/credit`
    await shop.admin.post(account, { credit_limit: 1000, on_hold: "shipping" })
    await expectOwed(waiting.id, 25)
    const order = await open().bought(customer, { product: "shirt" })
    await shop.admin.post(`${account}/payments`, { amount: 5 })
    expect(await ship(order)).toMatchObject(refused("credit_on_hold"))
    await shop.admin.post(account, { on_hold: "none" })
    expect((await ship(order)).status).toBe(200)
  })

  // Guards: `over_limit` in creditPart; listCreditApprovals; ensureOrderPayment in settleCreditOrders.
  it("R24a, M60: an order over the limit waits without a payment, and an approval makes both debt and payment, once", async () => {
    const [order, customer] = await wait()
    expect(open().livePayments(order)).toEqual([])
    const whose = { order_id: order.id, account_id: customer.id }
    const costs = { amount_placed: 25, amount: 25, code: "credit_limit_exceeded", shortfall: 15 }
    expect(await listed(customer)).toMatchObject([{ ...whose, ...costs }])
    expect(await decide(order.id, "approve", { amount: 25 })).toMatchObject({
      status: 200,
      body: { approval: { ...whose, status: "approved", amount: 25 } },
    })
    await expectOwed(order.id, 25)
    expect(await decide(order.id, "approve")).toMatchObject(refused("approval_decided"))
    expect(await decide(order.id, "reject")).toMatchObject(refused("approval_decided"))
    expect(await listed(customer)).toEqual([])
    await expectOwed(order.id, 25)
  })

  // Guard: `waits` in getEligibility.
  it("R27, R24a: a cart over the limit is eligible, and its member learns that it will wait for an approval", async () => {
    const customer = await open().member({ limit: 10 })
    const cart = await open().shop.fillCart({ customer, product: "licence" })
    const path = `/store/carts/${cart.id}/credit-eligibility`
    expect(await open().shop.as(customer).get(path)).toEqual({
      ...{ eligible: true, reasons: ["credit_limit_exceeded"], requires_approval: true },
      ...{ available: 10, shortfall: 15 },
    })
    expect(await open().shop.guest.get(path)).toMatchObject({ eligible: false, requires_approval: false })
  })

  // Guards: the comparison of `amount` in approveStep; the comparison of a session's amount in ensureOrderPayment.
  it.each([
    ["up", 3, 75],
    ["down", 1, 25],
  ])("M60: an order edited %s while it waits is approved over its new total", async (_way, quantity, costs) => {
    const customer = await open().member({ limit: 0 })
    const order = await open().waiting(customer, { quantity: 2 })
    await open().shop.editOrder(order, { quantity })
    expect(await listed(customer)).toMatchObject([{ amount_placed: 50, amount: costs, shortfall: costs }])
    expect(await decide(order.id, "approve", { amount: 50 })).toMatchObject(refused("amount_changed"))
    expect(await open().ledgerOf(order.id)).toMatchObject({ status: "waiting", held: "0" })
    expect((await decide(order.id, "approve", { amount: costs })).status).toBe(200)
    await expectOwed(order.id, costs)
  })

  const account = ({ id }: Customer) => ({
    sql: "select 1 from clientele_credit_account where customer_id = $1 for no key update",
    values: [id],
  })

  // Guard: `p_target > h.amount` in clientele_credit_settle.
  it("M60: an order edited up during its approval is not approved over the unseen total, and waits again", async () => {
    const [order, customer] = await wait()
    const decided = await whileLocked(open().database, account(customer), async ({ waiting }) => {
      // It has read what the order costs, and waits for the account.
      const decision = decide(order.id, "approve", { amount: 25 })
      await waiting(1)
      await open().shop.editOrder(order, { quantity: 3 })
      return { decision }
    })
    expect(await decided.decision).toMatchObject(refused("amount_changed"))
    expect(await open().ledgerOf(order.id)).toMatchObject({ status: "waiting", held: "0", charged: null })
    expect(await listed(customer)).toMatchObject([{ order_id: order.id, amount: 75, shortfall: 65 }])
    expect(open().livePayments(await open().shop.order(order.id))).toEqual([])
    const changes = await open().sql<{ after: { status: string } }>(
      "select after from clientele_credit_change where account_id = $1 and kind = 'hold' order by id",
      [customer.id],
    )
    expect(changes.map(({ after }) => after.status)).toEqual(["held", "waiting"])
    expect((await decide(order.id, "approve", { amount: 75 })).status).toBe(200)
    await expectOwed(order.id, 75)
  })

  // Guard: the hold that approveStep reads after the settlement.
  it("M60: an approval is refused as well where another process settles the dearer order first", async () => {
    const { sql } = open()
    const [order, customer] = await wait()
    // At the commit of the decision, so the approval's own settlement finds a waiting order.
    await sql(`create function settle_first() returns trigger language plpgsql as $$ begin
      perform clientele_credit_settle(new.order_id, 75, nextval('clientele_credit_fencing_token'), 'crec_first', current_date,
        current_date, null, null);
      return null; end $$`)
    await sql(`create constraint trigger settle_first after update on clientele_credit_hold deferrable initially deferred
      for each row when (new.order_id = '${order.id}' and new.status = 'held') execute function settle_first()`)
    try {
      expect(await decide(order.id, "approve", { amount: 25 })).toMatchObject(refused("amount_changed"))
    } finally {
      await sql("drop function settle_first cascade")
    }
    expect(await open().ledgerOf(order.id)).toMatchObject({ status: "waiting", held: "0", charged: null })
    expect(await listed(customer)).toHaveLength(1)
  })

  it("M60: an order edited down during its approval owes its new total", async () => {
    const customer = await open().member({ limit: 0 })
    const order = await open().waiting(customer, { quantity: 2 })
    const decided = await whileLocked(open().database, account(customer), async ({ waiting }) => {
      const decision = decide(order.id, "approve", { amount: 50 })
      await waiting(1)
      await open().shop.editOrder(order, { quantity: 1 })
      return { decision }
    })
    expect((await decided.decision).status).toBe(200)
    await expectOwed(order.id, 25)
  })

  // Guard: the settlement of approved orders in settleCreditOrders.
  it("M56: an approved order follows its edits, and owes nothing once it is canceled", async () => {
    const [order] = await wait()
    expect((await decide(order.id, "approve")).status).toBe(200)
    const edited = await open().shop.editOrder(await open().shop.order(order.id), { quantity: 3 })
    await expectOwed(order.id, 75)
    await open().shop.cancel(edited)
    await eventually(async () => expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "0", held: "0" }))
  })

  // Guard: the live membership in clientele_credit_hold_decide.
  it("R24a: an order whose buyer is no member any more is not approved, and waits as before", async () => {
    const customer = await open().member({ limit: 10 })
    const buyer = await open().shop.register()
    await open().shop.admin.post(`/admin/customers/${customer.id}/credit/members`, { customer_id: buyer.id })
    const order = await open().waiting(buyer)
    await open().shop.admin.send("DELETE", `/admin/customers/${customer.id}/credit/members/${buyer.id}`)
    expect(await decide(order.id, "approve")).toMatchObject(refused("not_a_member"))
    expect(await open().ledgerOf(order.id)).toMatchObject({ status: "waiting", held: "0" })
    expect((await decide(order.id, "reject")).status).toBe(200)
    await expectEnded(order.id)
  })

  // Guard: the subscriber credit-orders, with `order.canceled` in retryOrder.
  it("M60: a canceled order waits no longer, and cannot be approved", async () => {
    const [order, customer] = await wait()
    await open().shop.cancel(order)
    expect(await decide(order.id, "approve")).toMatchObject(refused("order_canceled"))
    expect(await decide(order.id, "reject")).toMatchObject(refused("order_canceled"))
    await expectEnded(order.id)
    expect(await listed(customer)).toEqual([])
    expect((await open().shop.order(order.id)).status).toBe("canceled")
  })

  // Guards: cancelOrderWorkflow and releaseHold in rejectStep.
  it("R24a: a rejected order is canceled, and its hold ends with the actor in the change log", async () => {
    const [order, customer] = await wait()
    expect(await decide(order.id, "reject")).toMatchObject({ status: 200, body: { approval: { status: "rejected" } } })
    expect((await open().shop.order(order.id)).status).toBe("canceled")
    await expectEnded(order.id)
    const [change] = await open().sql<{ after: object; changed_by: string }>(
      "select after, changed_by from clientele_credit_change where account_id = $1 and kind = 'hold'",
      [customer.id],
    )
    expect(change).toMatchObject({ after: { status: "rejected" }, changed_by: expect.stringMatching(/^user_/) })
  })

  // Guards: withdrawRejection and deleteNote in rejectStep.
  it("R24a: an order that cannot be canceled is not rejected, has no note, and waits as before", async () => {
    const [order, customer] = await wait()
    await open().shop.completeOrder(order)
    expect((await decide(order.id, "reject", { reason: "too risky" })).status).toBe(400)
    const { notes } = await open().shop.admin.get<{ notes: object[] }>(`/admin/customers/${customer.id}/notes`)
    expect(notes).toEqual([])
    expect(await listed(customer)).toHaveLength(1)
    expect((await decide(order.id, "approve")).status).toBe(200)
    await expectOwed(order.id, 25)
  })

  // Guard: `decided` of clientele_credit_hold_decide, in both steps.
  it("M60: of ten admin users who approve and reject at once one decides", async () => {
    const [order] = await wait()
    const verbs = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? "approve" : "reject") as "approve" | "reject")
    const answers = await Promise.all(verbs.map((verb) => decide(order.id, verb)))
    const done = answers.filter(({ status }) => status === 200)
    expect(done).toHaveLength(1)
    for (const { status, body } of answers.filter((one) => one !== done[0])) {
      expect(status).toBe(400)
      expect(["approval_decided", "order_canceled"]).toContain(body.code)
    }
    if (done[0]?.body.approval.status === "approved") await expectOwed(order.id, 25)
    else await expectEnded(order.id)
  })

  it("R24a: approve and reject answer 404 for an order that does not wait", async () => {
    const order = await open().shop.placeOrder({ product: "licence" })
    expect(await decide(order.id, "approve")).toMatchObject({ status: 404, body: { code: "not_found" } })
    expect(await decide("order_none", "reject")).toMatchObject({ status: 404, body: { code: "not_found" } })
    expect(await decide(order.id, "approve", { amount: -1 })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("amount") },
    })
  })

  // Guard: the subscriber credit-waiting.
  it.each<[string, (account: string) => Promise<unknown>, number?]>([
    ["the limit rises", (id) => open().shop.admin.post(`/admin/customers/${id}/credit`, { credit_limit: 30 })],
    [
      "a block is lifted",
      async (id) => open().shop.admin.post(`/admin/customers/${id}/credit`, { on_hold: "none" }),
      1000,
    ],
    [
      "a payment arrives",
      (id) =>
        open().shop.admin.post(`/admin/customers/${id}/credit/payments`, { amount: 15, idempotency_key: `pay-${id}` }),
    ],
  ])("R24a: a waiting order is on account by itself once %s", async (_why, change, limit = 10) => {
    const customer = await open().member({ limit })
    if (limit > 25) await open().shop.admin.post(`/admin/customers/${customer.id}/credit`, { on_hold: "orders" })
    const order = await open().waiting(customer)
    await change(customer.id)
    await eventually(async () =>
      expect(await open().ledgerOf(order.id)).toMatchObject({ status: "posted", held: "0", charged: "25" }),
    )
    await eventually(async () => expect(open().livePayments(await open().shop.order(order.id))).toHaveLength(1))
  })

  // Guards: `locked` in retryWaitingOrders; `busy` in settleCreditOrders.
  it("M48: of a locked account's waiting orders one waits for it, and another account's order is granted meanwhile", async () => {
    const customer = await open().member({ limit: 10 })
    const stuck = [await open().waiting(customer), await open().waiting(customer), await open().waiting(customer)]
    const [free, other] = await wait()
    await open().sql("update clientele_credit_account set credit_limit = 25 where customer_id = $1", [other.id])
    const ids = [...stuck, free].map(({ id }) => id)
    const { retried, outcomes } = await whileLocked(open().database, account(customer), () =>
      runInStore(open().store, "settle-counted", JSON.stringify(ids)),
    )
    expect(outcomes).toMatchObject(Object.fromEntries(stuck.map(({ id }) => [id, "busy"])))
    expect(retried.filter((id) => id !== free.id)).toHaveLength(1)
    await expectOwed(free.id, 25)
    expect(await listed(customer)).toHaveLength(3)
  })

  // Guard: `free` in settleCreditOrders; without it each order of a locked account waits five seconds more, for its captures.
  it("M48: an order of a locked account is busy, and its captures wait for the next settlement", async () => {
    const customer = await open().member()
    const order = await open().bought(customer)
    const pay = `select clientele_credit_cash_in($1, 'usd', 'payment', 25, 'locked-' || $1, '', current_date, array[$2::text],
      array[25], null, null, null, null, null)`
    await open().sql(pay, [customer.id, order.id])
    const settle = () => runInStore(open().store, "settle-counted", JSON.stringify([order.id]))
    const settled = await whileLocked(open().database, account(customer), settle)
    expect(settled.outcomes).toEqual({ [order.id]: "busy" })
    await settle()
    expect((await open().shop.order(order.id)).payment_status).toBe("captured")
  })

  // Guard: the catch in endMembershipsOfGone.
  it("M48, M59: a locked account of a deleted customer keeps its members until the next sweep, which settles all other orders", async () => {
    const gone = await open().member()
    const [order, customer] = await wait()
    await open().sql("update customer set deleted_at = now() where id = $1", [gone.id])
    await open().sql("update clientele_credit_account set credit_limit = 25 where customer_id = $1", [customer.id])
    await whileLocked(open().database, account(gone), () => runInStore(open().store, "sweep", "credit"))
    await expectOwed(order.id, 25)
    await runInStore(open().store, "sweep", "credit")
    const members = "select removed_at is null as live from clientele_credit_member where account_id = $1"
    expect(await open().sql(members, [gone.id])).toEqual([{ live: false }])
  })

  // Guard: listWaiting in sweepCreditOrders.
  it("R24a: the sweep puts a waiting order on account after a lost event, and finishes an interrupted rejection", async () => {
    const [order, customer] = await wait()
    const [rejected] = await wait()
    await open().sql("update clientele_credit_account set credit_limit = 25 where customer_id = $1", [customer.id])
    await open().sql(
      "update clientele_credit_hold set decided_at = now() - interval '5 minutes', decided_by = 'user_1' where order_id = $1",
      [rejected.id],
    )
    await runInStore(open().store, "sweep", "credit")
    await expectOwed(order.id, 25)
    await expectEnded(rejected.id)
    expect((await open().shop.order(rejected.id)).status).toBe("canceled")
  })
}
