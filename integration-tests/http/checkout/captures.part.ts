import { setTimeout as sleep } from "node:timers/promises"
import type { ClienteleRoutes } from "../../../src/types"
import { runInStore } from "../../faults/in-store"
import { query } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { loyaltyOf } from "../../helpers/loyalty"
import type { Customer, Order, OrderPlan } from "../../helpers/shop"
import type { AccountShop } from "./accounts"

type Posted = ClienteleRoutes["POST /admin/customers/:id/credit/payments"]["response"]
type Refusal = { code: string; message: string }
type Terms = Record<string, unknown>

/** What an admin user sees of an order, and what its receivable says. */
type Seen = { badge: string; captured: number; outstanding: number; open: number; unapplied: number }

/** Waits until the expectation holds. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const failure = await expectation().catch((error: unknown) => error)
    if (!failure) return
    await sleep(100)
  }
  await expectation()
}

/** R24b: money on the account and Medusa's payments say the same, whichever is first. A licence is 25. */
export function captures(open: () => AccountShop): void {
  const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    query<Row>(open().database, text, values)
  const admin = () => open().shop.admin

  const member = async (terms: Terms = {}): Promise<Customer> => {
    const customer = await open().shop.register()
    await admin().post(`/admin/customers/${customer.id}/credit`, { credit_limit: 100_000, ...terms })
    return customer
  }
  const buy = (customer: Customer, plan: OrderPlan = {}): Promise<Order> => open().bought(customer, plan)
  const receivable = async (orderId: string) =>
    (
      await sql<{ account_id: string; open: number; paid: number; captured: number; unapplied: number }>(
        `select r.account_id, r.open::float8 as open, r.paid::float8 as paid, r.captured::float8 as captured,
           a.unapplied::float8 as unapplied
         from clientele_credit_receivable r join clientele_credit_account a on a.customer_id = r.account_id
         where r.order_id = $1`,
        [orderId],
      )
    )[0]
  const pay = async (customer: Customer, body: object) =>
    (await admin().post<Posted>(`/admin/customers/${customer.id}/credit/payments`, body)).entry
  const reverse = (customer: Customer, entryId: string) =>
    admin().post(`/admin/customers/${customer.id}/credit/entries/${entryId}/reverse`, { reason: "bounced" })

  /** Captures of ours less refunds, as Medusa has them. */
  const captured = async (orderId: string) =>
    (
      await sql<{ n: number }>(
        `select (coalesce((select sum(c.amount) from capture c where c.payment_id = any (ids) and c.deleted_at is null), 0)
           - coalesce((select sum(f.amount) from refund f where f.payment_id = any (ids) and f.deleted_at is null), 0))::float8 as n
         from (select array_agg(p.id) as ids from payment p join order_payment_collection l
           on l.payment_collection_id = p.payment_collection_id and l.order_id = $1 where p.provider_id = 'pp_credit_terms') x`,
        [orderId],
      )
    )[0]?.n ?? 0

  const figures = async (orderId: string) => {
    const item = await receivable(orderId)
    return { captured: await captured(orderId), open: Number(item?.open), unapplied: Number(item?.unapplied) }
  }
  const seen = async (orderId: string): Promise<Seen> => {
    const order = await open().shop.order(orderId)
    return {
      badge: String(order.payment_status),
      outstanding: Number(order.summary.pending_difference),
      ...(await figures(orderId)),
    }
  }
  const sees = (orderId: string, { badge, outstanding, ...expected }: Partial<Seen>) =>
    eventually(async () => {
      // The order takes Medusa much longer to read, which would only delay what is waited for.
      expect(await figures(orderId)).toMatchObject(expected)
      const shown = { ...(badge ? { badge } : {}), ...(outstanding === undefined ? {} : { outstanding }) }
      expect(await seen(orderId)).toMatchObject({ ...shown, ...expected })
    })
  const sweep = () => runInStore(open().store, "sweep", "credit")

  /** Lets Medusa's rows be of an hour ago: what is younger may be at work. */
  const age = (orderId: string) =>
    sql(
      `with ids as (select p.id from payment p join order_payment_collection l
         on l.payment_collection_id = p.payment_collection_id and l.order_id = $1),
       refunds as (update refund set created_at = created_at - interval '1 hour' where payment_id in (select id from ids))
       update capture set created_at = created_at - interval '1 hour' where payment_id in (select id from ids)`,
      [orderId],
    )

  const PAID: Seen = { badge: "captured", captured: 25, outstanding: 0, open: 0, unapplied: 0 }
  const UNPAID: Seen = { badge: "authorized", captured: 0, outstanding: 25, open: 25, unapplied: 0 }

  // Guards: captureSoon in posting-step.ts; syncCaptures in settleCreditOrders.
  it("R24b: a payment in two parts captures the order in two parts, and an overpayment stays unapplied", async () => {
    const customer = await member()
    const order = await buy(customer)
    expect(await seen(order.id)).toEqual(UNPAID)
    await pay(customer, { amount: 10 })
    await sees(order.id, { badge: "partially_captured", captured: 10, outstanding: 15, open: 15 })
    await pay(customer, { amount: "20.5" })
    await sees(order.id, { ...PAID, unapplied: 5.5 })
    const rows = await sql<{ created_by: string }>(
      "select c.created_by from capture c join clientele_credit_capture k on k.medusa_id = c.id where k.order_id = $1",
      [order.id],
    )
    expect(rows.map(({ created_by }) => created_by.slice(0, 5))).toEqual(["ccap_", "ccap_"])
    const next = await buy(customer)
    await sees(next.id, { badge: "partially_captured", captured: 5.5, open: 19.5, unapplied: 0 })
  })

  it("R24b: unapplied cash that is allocated later captures its order", async () => {
    const customer = await member({ allocation: "manual" })
    const order = await buy(customer)
    await pay(customer, { amount: 30 })
    await sweep()
    expect(await seen(order.id)).toEqual({ ...UNPAID, unapplied: 30 })
    const allocations = [{ order_id: order.id, amount: 25 }]
    await admin().post(`/admin/customers/${customer.id}/credit/allocations`, { allocations })
    await sees(order.id, { ...PAID, unapplied: 5 })
  })

  // Guard: the entry's type in clientele_credit_allocate.
  it("R24b: a short payment within the tolerance, and a credit memo, close the item without being captured", async () => {
    const customer = await member({ short_payment_tolerance: 1 })
    const [short, memo] = [await buy(customer), await buy(customer)]
    await pay(customer, { amount: 24.5, allocations: [{ order_id: short.id, amount: 24.5 }] })
    await sees(short.id, { badge: "partially_captured", captured: 24.5, outstanding: 0.5, open: 0 })
    const body = { amount: 25, reason: "goodwill", allocations: [{ order_id: memo.id, amount: 25 }] }
    await admin().post(`/admin/customers/${customer.id}/credit/credit-memos`, body)
    await sweep()
    expect(await seen(memo.id)).toMatchObject({ badge: "authorized", captured: 0, outstanding: 25, open: 0 })
  })

  // Guards: acceptCapture in CreditTermsProvider.capturePayment; claimCapture for the ledger's own.
  it("R24b: the dashboard's Capture button records a payment of its actor for this order", async () => {
    const { shop } = open()
    const customer = await member()
    const [other, order] = [await buy(customer), await buy(customer)]
    await shop.capture(await shop.order(order.id), 10)
    await sees(order.id, { badge: "partially_captured", captured: 10, open: 15 })
    await shop.capture(await shop.order(order.id), 15)
    await sees(order.id, PAID)
    await sweep()
    expect(await seen(order.id)).toEqual(PAID)
    expect(await seen(other.id)).toEqual(UNPAID)
    const notes = await sql<{ type: string; amount: number; method: string; actor: string }>(
      `select e.type::text, e.amount::float8 as amount, n.method, left(n.actor_id, 5) as actor from clientele_credit_entry e
       join clientele_credit_entry_note n on n.account_id = e.account_id and n.version = e.version
       where e.account_id = $1 order by e.version`,
      [customer.id],
    )
    expect(notes).toEqual([
      { type: "payment", amount: -10, method: "capture", actor: "user_" },
      { type: "payment", amount: -15, method: "capture", actor: "user_" },
    ])
  })

  // Guard: `metadata` in `#accountOf` (capture-service.ts).
  it("R24b, R24c: Capture before the receivable is posted keeps the order's purchase order number and note", async () => {
    const { shop } = open()
    await buy(await member())
    const order = await open().held(await member())
    const words = { po_number: "PO-9", note: "gate 3" }
    await sql('update "order" set metadata = $2 where id = $1', [order.id, JSON.stringify(words)])
    await shop.capture(order, 25)
    await sees(order.id, PAID)
    const written = "select po_number, note from clientele_credit_receivable where order_id = $1"
    expect(await sql(written, [order.id])).toEqual([words])
  })

  // Guard: the allocation of the whole amount in acceptCapture.
  it("R24b: Capture of more than the order owes is refused, and Medusa keeps no capture", async () => {
    const { shop } = open()
    const customer = await member()
    const order = await buy(customer)
    await admin().post(`/admin/customers/${customer.id}/credit/credit-memos`, { amount: 5, reason: "goodwill" })
    const [payment] = (await shop.order(order.id)).payment_collections?.flatMap(({ payments }) => payments ?? []) ?? []
    const refused = await admin().send<Refusal>("POST", `/admin/payments/${payment?.id}/capture`, {})
    expect({ status: refused.status, message: refused.body.message }).toEqual({
      status: 400,
      message: expect.stringContaining("is open on"),
    })
    expect(await seen(order.id)).toEqual({ ...UNPAID, open: 20 })
    await shop.capture(await shop.order(order.id), 20)
    await sees(order.id, { badge: "partially_captured", captured: 20, open: 0 })
  })

  it("R24b: the dashboard's Refund before anything was captured is refused, and the order owes as before", async () => {
    const { shop } = open()
    const customer = await member()
    const order = await buy(customer)
    const [payment] = (await shop.order(order.id)).payment_collections?.flatMap(({ payments }) => payments ?? []) ?? []
    const refused = await admin().send<Refusal>("POST", `/admin/payments/${payment?.id}/refund`, { amount: 5 })
    expect(refused.status).toBe(400)
    await sweep()
    expect(await seen(order.id)).toEqual(UNPAID)
  })

  // Guards: noteRefund in sync-captures.ts; the credit line in targetOf's total.
  it("R24b: the dashboard's Refund lowers the receivable, and the surplus is unapplied cash", async () => {
    const { shop } = open()
    const customer = await member()
    const order = await buy(customer)
    await pay(customer, { amount: 25 })
    await sees(order.id, PAID)
    await shop.refund(await shop.order(order.id), 10)
    const refunded = { badge: "partially_refunded", captured: 15, outstanding: 0, open: 0, unapplied: 10 }
    await sees(order.id, refunded)
    await sweep()
    await age(order.id)
    await sweep()
    expect(await seen(order.id)).toEqual(refunded)
    expect(await receivable(order.id)).toMatchObject({ paid: 15, captured: 15 })
  })

  // Guards: clientele_credit_capture_undo; `enqueueJob` in syncOrder.
  it("R24b: a payment that bounces leaves the order unpaid, takes its points back, and is paid again", async () => {
    const { shop } = open()
    const loyalty = loyaltyOf(shop.admin)
    await loyalty.set("loyalty_points_enabled", true)
    const customer = await member()
    const order = await buy(customer, { product: "shirt" })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0 })
    await pay(customer, { amount: 10 })
    const second = await pay(customer, { amount: 15 })
    await sees(order.id, PAID)
    await loyalty.granted(order.id, 20)
    await reverse(customer, second.id)
    await sees(order.id, { badge: "partially_captured", captured: 10, outstanding: 15, open: 15 })
    // Ten of 25 are paid: two fifths of 20 points.
    await loyalty.granted(order.id, 8)
    await pay(customer, { amount: 15 })
    await sees(order.id, PAID)
    await loyalty.granted(order.id, 20)
    await sweep()
    expect(await seen(order.id)).toEqual(PAID)
    await loyalty.set("loyalty_points_enabled", false)
  })

  it("R24b: a capture of two payments is undone when one of them bounces, and the other payment is captured again", async () => {
    const customer = await member({ allocation: "manual" })
    const order = await buy(customer)
    const [first, second] = [await pay(customer, { amount: 10 }), await pay(customer, { amount: 15 })]
    const allocations = [{ order_id: order.id, amount: 25 }]
    await admin().post(`/admin/customers/${customer.id}/credit/allocations`, { allocations })
    await sees(order.id, PAID)
    await reverse(customer, second.id)
    await sees(order.id, { badge: "partially_captured", captured: 10, outstanding: 15, open: 15 })
    await reverse(customer, first.id)
    await sees(order.id, UNPAID)
  })

  // Guard: clientele_credit_capture_undo in clientele_credit_reverse; without it a paid badge and the points stay for good.
  it("R24b: a payment that bounces and whose item is written off in the next moment leaves nothing captured", async () => {
    const customer = await member()
    const order = await buy(customer)
    const { id } = await pay(customer, { amount: 25 })
    await sees(order.id, PAID)
    await reverse(customer, id)
    const [item] = await sql<{ id: string }>("select id from clientele_credit_receivable where order_id = $1", [
      order.id,
    ])
    const body = { receivable_id: item?.id, reason: "insolvent" }
    await admin().post(`/admin/customers/${customer.id}/credit/write-offs`, body)
    await sees(order.id, { badge: "authorized", captured: 0, outstanding: 25, open: 0 })
    await sweep()
    expect(await receivable(order.id)).toMatchObject({ paid: 0, captured: 0, open: 0 })
  })

  // Guards: wantsPayment and ensureOrderPayment.
  it("R24b: an edited order gets a payment again, which the ledger and the dashboard capture", async () => {
    const { shop } = open()
    const customer = await member()
    const order = await buy(customer)
    await pay(customer, { amount: 10 })
    await sees(order.id, { captured: 10 })
    await shop.editOrder(await shop.order(order.id), { quantity: 2 })
    await sees(order.id, { badge: "partially_captured", captured: 10, outstanding: 40, open: 40 })
    const live = async () =>
      ((await shop.order(order.id)).payment_collections ?? [])
        .flatMap(({ payments }) => payments ?? [])
        .filter(({ canceled_at }) => !canceled_at)
    await eventually(async () => expect(await live()).toMatchObject([{ provider_id: "pp_credit_terms", amount: 40 }]))
    await pay(customer, { amount: 20 })
    await sees(order.id, { captured: 30, outstanding: 20, open: 20 })
    const [payment] = await live()
    await admin().post(`/admin/payments/${payment?.id}/capture`, { amount: 20 })
    // Medusa counts the collection that the edit has closed, too.
    await sees(order.id, { badge: "partially_captured", captured: 50, outstanding: 0, open: 0 })
  })

  it.each([
    ["jpy", { product: "licence" }, "10", 25],
    ["kwd", { product: "mug" }, "0.125", 14.99],
  ] as const)("R24b: payments in %s are captured to the last digit", async (currency, plan, part, total) => {
    const customer = await member({ currency_code: currency })
    const order = await buy(customer, { ...plan, region: currency })
    await pay(customer, { amount: part })
    await sees(order.id, { badge: "partially_captured", captured: Number(part) })
    await pay(customer, { amount: String(Math.round((total - Number(part)) * 1000) / 1000) })
    await sees(order.id, { badge: "captured", captured: total, outstanding: 0, open: 0, unapplied: 0 })
  })

  // Guards: the rounding in roomOf (order-payments.ts); checkDigits in capture-service.ts.
  it("R24b: an order whose tax makes parts of a cent is captured to the last cent, and no capture has more digits than the currency", async () => {
    const { shop } = open()
    const customer = await member({ currency_code: "cad" })
    const order = await buy(customer, { product: "shirt", region: "cad" })
    expect(order.total).toBe(26.8175)
    const [payment] = (await shop.order(order.id)).payment_collections?.flatMap(({ payments }) => payments ?? []) ?? []
    for (const amount of [10.004, 0.004]) {
      const refused = await admin().send<Refusal>("POST", `/admin/payments/${payment?.id}/capture`, { amount })
      expect({ status: refused.status, message: refused.body.message }).toEqual({
        status: 400,
        message: expect.stringContaining("at most 2 decimals in CAD"),
      })
    }
    await pay(customer, { amount: "10" })
    await sees(order.id, { badge: "partially_captured", captured: 10, open: 16.82 })
    await pay(customer, { amount: "16.82" })
    await sees(order.id, { badge: "captured", captured: 26.82, open: 0, unapplied: 0 })
    const rows = await sql("select 1 from clientele_credit_capture where order_id = $1 and status <> 'done'", [
      order.id,
    ])
    expect(rows).toEqual([])
  })

  it("R24b: a canceled order that was paid leaves its money unapplied, and Medusa nothing captured", async () => {
    const { shop } = open()
    const customer = await member()
    const order = await buy(customer)
    await pay(customer, { amount: 25 })
    await sees(order.id, PAID)
    await shop.cancel(await shop.order(order.id))
    await sees(order.id, { captured: 0, open: 0, unapplied: 25 })
    await age(order.id)
    await sweep()
    expect(await receivable(order.id)).toMatchObject({ paid: 0, captured: 0, unapplied: 25 })
  })

  describe("after a crash", () => {
    /** A payment of 25 in the ledger whose job never ran. */
    const recordSilently = (customer: Customer) =>
      sql(
        `select clientele_credit_cash_in($1, 'usd', 'payment', 25, 'silent-' || $1, '', current_date, null, null, null, null,
           null, null, null)`,
        [customer.id],
      )
    const begin = (order: Order) =>
      sql<{ id: string; payment_id: string }>(
        `with p as (select p.id from payment p join order_payment_collection l
           on l.payment_collection_id = p.payment_collection_id and l.order_id = $1)
         select 'ccap_' || $1 as id, p.id as payment_id, clientele_credit_capture_begin('ccap_' || $1, $1, p.id, 25) from p`,
        [order.id],
      )
    const insertCapture = (paymentId: string, createdBy: string) =>
      sql(
        `insert into capture (id, amount, raw_amount, payment_id, created_by, created_at)
         values ('capt_01' || md5($1), 25, '{"value": "25", "precision": 20}', $1, $2, now() - interval '10 minutes')`,
        [paymentId, createdBy],
      )
    const agrees = async (order: Order) => {
      await sweep()
      expect(await seen(order.id)).toEqual(PAID)
      const [figures] = await sql<{ entries: number; balance: number; rows: number }>(
        `select (select count(*)::int from clientele_credit_entry where account_id = r.account_id and type = 'payment') as entries,
           (select balance::float8 from clientele_credit_account where customer_id = r.account_id) as balance,
           (select count(*)::int from clientele_credit_capture where order_id = $1 and status = 'done') as rows
         from clientele_credit_receivable r where order_id = $1`,
        [order.id],
      )
      expect(figures).toEqual({ entries: 1, balance: 0, rows: 1 })
      await sweep()
      expect(await seen(order.id)).toEqual(PAID)
    }

    // Guard: syncCaptures in settleCreditOrders. The sweep finds older orders by listUncaptured (modules/credit/captures.part.ts).
    it("R24b: before its job: the sweep captures the payment", async () => {
      const customer = await member()
      const order = await buy(customer)
      await recordSilently(customer)
      await agrees(order)
    })

    // Guard: `goOn` in sync-captures.ts.
    it("R24b: with the capture begun in the ledger: the sweep continues it", async () => {
      const customer = await member()
      const order = await buy(customer)
      await recordSilently(customer)
      expect(await begin(order)).toHaveLength(1)
      await agrees(order)
    })

    // Guards: acceptCapture in goOn; refreshPayment; mistakenOf.
    it("R24b: with Medusa's capture, before the provider was called: the sweep records it", async () => {
      const customer = await member()
      const order = await buy(customer)
      await recordSilently(customer)
      const [begun] = await begin(order)
      await insertCapture(String(begun?.payment_id), String(begun?.id))
      await agrees(order)
    })

    it("R24b: with the capture in the ledger, before Medusa has booked it: the sweep books it", async () => {
      const customer = await member()
      const order = await buy(customer)
      await recordSilently(customer)
      const [begun] = await begin(order)
      await insertCapture(String(begun?.payment_id), String(begun?.id))
      await sql(`update clientele_credit_capture set status = 'done', medusa_id = 'capt_01' || md5($1) where id = $2`, [
        begun?.payment_id,
        begun?.id,
      ])
      await agrees(order)
    })

    // Guards: takeIn and AT_WORK_MS in sync-captures.ts.
    it("R24b: of the Capture button, before the provider was called: the sweep records the payment, once", async () => {
      const customer = await member()
      const order = await buy(customer)
      const [payment] = await sql<{ id: string }>(
        `select p.id from payment p join order_payment_collection l
           on l.payment_collection_id = p.payment_collection_id and l.order_id = $1`,
        [order.id],
      )
      await insertCapture(String(payment?.id), "user_1")
      await sql("update capture set created_at = now() where payment_id = $1", [payment?.id])
      await sweep()
      // A process may be about to record it.
      expect(await receivable(order.id)).toMatchObject({ open: 25, paid: 0 })
      await age(order.id)
      // Guard: REFUSED in sync-captures.ts; without it the money is lost where the account is busy.
      const account = "select 1 from clientele_credit_account where customer_id = $1 for update"
      await whileLocked(open().database, { sql: account, values: [customer.id] }, () => sweep().catch(() => null))
      await agrees(order)
    })

    // Guard: lostOf in sync-captures.ts.
    it("R24b: with the capture in the ledger, and deleted by Medusa as its own update failed: the sweep captures again", async () => {
      const customer = await member()
      const order = await buy(customer)
      const [payment] =
        (await open().shop.order(order.id)).payment_collections?.flatMap(({ payments }) => payments ?? []) ?? []
      await sql(
        `create function test_no_update() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
      )
      await sql(
        `create trigger test_no_update before update on payment for each row when (new.id = '${payment?.id}')
         execute function test_no_update()`,
      )
      await pay(customer, { amount: 25 })
      await eventually(async () => {
        const rows = await sql("select status from clientele_credit_capture where order_id = $1", [order.id])
        expect(rows).toEqual([{ status: "done" }])
        expect(await captured(order.id)).toBe(0)
      })
      await sql("drop trigger test_no_update on payment")
      const earlier =
        "update clientele_credit_capture set updated_at = updated_at - interval '1 hour' where order_id = $1"
      await sql(earlier, [order.id])
      await agrees(order)
    })

    // Guard: 'undoing' in `finish`.
    it("R24b: while a bounced payment's capture is undone: the sweep continues", async () => {
      const customer = await member()
      const order = await buy(customer)
      const paid = await pay(customer, { amount: 25 })
      await sees(order.id, PAID)
      const [, version] = paid.id.split(":")
      await sql(
        `select clientele_credit_reverse($1, $2, 'silent-reversal-' || $1, '', current_date, 'bounced', null, null)`,
        [customer.id, version],
      )
      await sql("select clientele_credit_capture_undo($1)", [order.id])
      await sweep()
      expect(await seen(order.id)).toEqual(UNPAID)
    })
  })

  // Guards: `created_by` in claimCapture; begin under the account's lock.
  it("R24b: parallel jobs and sweeps capture each payment once", async () => {
    const customer = await member()
    const orders = [await buy(customer), await buy(customer), await buy(customer)]
    await pay(customer, { amount: 60 })
    const ids = JSON.stringify({ order_ids: orders.map(({ id }) => id) })
    await Promise.allSettled([
      ...Array.from({ length: 4 }, () =>
        runInStore(open().store, "workflow", "settleCreditOrdersWorkflow", ids, "alone"),
      ),
      sweep(),
    ])
    await eventually(async () => {
      await sweep()
      const all = await Promise.all(orders.map(({ id }) => seen(id)))
      expect(all.map((one) => [one.captured, one.open]).sort()).toEqual(
        [
          [10, 15],
          [25, 0],
          [25, 0],
        ].sort(),
      )
    })
  })
}
