import { runInStore } from "../../faults/in-store"
import type { Answer, ApiError } from "../../helpers/api"
import { whileLocked } from "../../helpers/locked"
import type { Customer } from "../../helpers/shop"
import { type AccountShop, eventually } from "./accounts"

type Reply = { code?: string; message?: string; entry?: { id: string; amount: number } }
type Side = { customer: Customer; order: string; card: string }

/** Tables of the ledger. */
const LEDGER = ["account", "entry", "receivable", "cash", "allocation", "capture"]
/** Medusa's tables of money. */
const MONEY = ["capture", "refund"]

/** R23, R24b: refunds of what is paid on an order, sent by who should not. A licence is 25, of which 10 are paid, and 4 are unapplied. */
export function refunding(open: () => AccountShop): void {
  const sides = {} as Record<"own" | "foreign", Side>
  const admin = () => open().shop.admin
  const pathOf = (id: string) => `/admin/customers/${id}/credit/refunds`
  const refund = (body: unknown, { customer }: Side = sides.own, headers = {}): Promise<Answer<Reply>> =>
    admin().send<Reply>("POST", pathOf(customer.id), body, headers)

  const newSide = async (): Promise<Side> => {
    const customer = await open().member()
    await admin().post(`/admin/customers/${customer.id}/credit`, { allocation: "manual" })
    const { id: order } = await open().onTerms(customer)
    await eventually(async () => expect(await open().ledgerOf(order)).toMatchObject({ status: "posted" }))
    const allocations = [{ order_id: order, amount: 10 }]
    await admin().post(`/admin/customers/${customer.id}/credit/payments`, { amount: 14, allocations })
    await eventually(async () => expect(await captured(order)).toBe(10))
    const captures = "select status from clientele_credit_capture where order_id = $1"
    await eventually(async () => expect(await open().sql(captures, [order])).toEqual([{ status: "done" }]))
    const card = await open().shop.placeOrder({ customer, product: "download" })
    return { customer, order, card: card.id }
  }
  /** What Medusa has captured of an order. */
  const captured = async (orderId: string) =>
    (
      await open().sql<{ n: number }>(
        `select coalesce(sum((select sum(c.amount) from capture c where c.payment_id = p.id and c.deleted_at is null)), 0)::float8 as n
         from payment p join order_payment_collection l on l.payment_collection_id = p.payment_collection_id where l.order_id = $1`,
        [orderId],
      )
    )[0]?.n
  const linesOf = (table: string, where: string) =>
    `select '${table}' as name, (to_jsonb(t) - 'capture_lease' - 'fencing_token' - 'updated_at')::text as line from ${table} t where ${where}`
  /** One line for each row of these accounts: jobs of other tests' orders go on. Leases and fencing tokens are not money. */
  const books = (...of: Side[]) => {
    const paid = `payment_id in (select p.id from payment p join order_payment_collection l
      on l.payment_collection_id = p.payment_collection_id where l.order_id = any ($2))`
    const tables = [
      ...LEDGER.map((name) =>
        linesOf(`clientele_credit_${name}`, `t.${name === "account" ? "customer_id" : "account_id"} = any ($1)`),
      ),
      ...MONEY.map((name) => linesOf(name, paid)),
    ]
    const values = [of.map(({ customer }) => customer.id), of.map(({ order }) => order)]
    return open().sql(`${tables.join(" union all ")} order by 1, 2`, values)
  }
  const refunds = async ({ customer }: Side) => {
    const sum = "select count(*)::int as n, coalesce(sum(amount), 0)::float8 as amount from clientele_credit_entry"
    return (await open().sql(`${sum} where account_id = $1 and type = 'refund'`, [customer.id]))[0]
  }

  describe("R23, R24b, M57: a refund that is refused, and changes neither the ledger nor Medusa's payments:", () => {
    beforeAll(async () => {
      sides.own = await newSide()
      sides.foreign = await newSide()
      // A refund of Medusa's of the last minute, which only a refund of this account's own may record now.
      await open().shop.refund(await open().shop.order(sides.foreign.order), 2)
      await eventually(async () => expect(await open().ledgerOf(sides.foreign.order)).toMatchObject({ charged: "23" }))
    }, 120_000)

    const ok = (more: object) => () => ({ amount: 1, reason: "x", order_id: sides.own.order, ...more })
    const amount = (value: unknown): [string, () => object, string, string] => [
      `the amount ${JSON.stringify(value)}`,
      ok({ amount: value }),
      "invalid_request",
      "amount",
    ]
    const ROWS: [string, () => object, string, string][] = [
      ...[-1, 0, "0.00", "-0", "1.005", 0.1 + 0.2, 1e13, "10000000000000", 1e21, "NaN", "Infinity"].map(amount),
      ...["1e1", "0x1", "1,5", " ", "", "١", "1".repeat(41), true, null, [1], { value: 1 }].map(amount),
      ["no amount", () => ({ reason: "x", order_id: sides.own.order }), "invalid_request", "amount"],
      ["more than is paid", ok({ amount: "10.01" }), "refund_exceeds_paid", "amount"],
      ["what the order costs", ok({ amount: 25 }), "refund_exceeds_paid", "amount"],
      ["another customer's order", () => ok({ order_id: sides.foreign.order })(), "not_found", "order"],
      ["an order that a card pays", () => ok({ order_id: sides.own.card })(), "not_found", "order"],
      ["an item's id for the order's", () => ok({ order_id: `crec_${sides.own.order}` })(), "not_found", "order"],
      ["an unknown order", ok({ order_id: "order_none" }), "not_found", "order"],
      ["an empty order", ok({ order_id: "" }), "invalid_request", "order_id"],
      ["two orders", () => ok({ order_id: [sides.own.order] })(), "invalid_request", "order_id"],
      ["an order with a NUL", ok({ order_id: "order_\0" }), "invalid_request", "order_id"],
      ["another currency", ok({ currency_code: "eur" }), "currency_mismatch", "currency_code"],
      ["no currency", ok({ currency_code: "" }), "invalid_request", "currency_code"],
      ["no reason", ok({ reason: "" }), "invalid_request", "reason"],
      [
        "tomorrow",
        ok({ dated_on: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10) }),
        "invalid_request",
        "dated_on",
      ],
      ["another account", () => ok({ account_id: sides.foreign.customer.id })(), "invalid_request", "account_id"],
      ["an actor", ok({ actor_id: "user_other" }), "invalid_request", "actor_id"],
      ["allocations", ok({ allocations: [] }), "invalid_request", "allocations"],
    ]
    // Guards: cashFields.refund in cash-input.ts; checkAmount, checkPosting; clientele_credit_lock; both checks of the order in clientele_credit_charge_own.
    it.each(ROWS)("%s", async (_what, body, code, named) => {
      const before = await books(sides.own, sides.foreign)
      const { status, body: answer } = await refund(body())
      expect({ status, code: answer.code }).toEqual({ status: code === "not_found" ? 404 : 400, code })
      expect(answer.message).toContain(named)
      expect(answer.message).not.toMatch(/undefined|\[object|clientele_|syntax/)
      expect(await books(sides.own, sides.foreign)).toEqual(before)
    })

    it("an own order on another customer's path", async () => {
      const before = await books(sides.own, sides.foreign)
      const { status } = await refund({ amount: 1, reason: "x", order_id: sides.own.order }, sides.foreign)
      expect(status).toBe(404)
      expect(await books(sides.own, sides.foreign)).toEqual(before)
    })
  })

  // Guards: clientele_credit_lock and `r.paid` in clientele_credit_charge_own.
  it("R23, M57: of refunds at once as many are recorded as money is paid on the order, and Medusa's captures follow", async () => {
    const side = await newSide()
    const body = { amount: 3, reason: "x", order_id: side.order }
    const answers = await Promise.all(Array.from({ length: 8 }, () => refund(body, side)))
    const codes = answers.map(({ status, body: { code } }) => `${status} ${code ?? ""}`).sort()
    expect(codes).toEqual([...Array(3).fill("200 "), ...Array(5).fill("400 refund_exceeds_paid")])
    expect(await refunds(side)).toEqual({ n: 3, amount: 9 })
    await eventually(async () => expect(await captured(side.order)).toBe(1))
    expect(await open().ledgerOf(side.order)).toMatchObject({ charged: "25", open: "24" })
  })

  // Guards: clientele_credit_earlier in clientele_credit_charge_own; `order_id` in hashOf of chargeOwn.
  it("M58: a refund's key counts once, also at once, and is an error with another order, amount, reason or without the order", async () => {
    const side = await newSide()
    const key = { "idempotency-key": "transfer-1" }
    const body = { amount: 2, reason: "x", order_id: side.order }
    const answers = await Promise.all(Array.from({ length: 6 }, () => refund(body, side, key)))
    expect(new Set(answers.map(({ status, body: { entry } }) => `${status} ${entry?.id}`)).size).toBe(1)
    for (const other of [{ amount: 3 }, { reason: "y" }, { order_id: null }, { order_id: side.card }]) {
      const { status, body: answer } = await refund({ ...body, ...other }, side, key)
      expect([other, status, answer.code]).toEqual([other, 400, "idempotency_conflict"])
    }
    expect(await refunds(side)).toEqual({ n: 1, amount: 2 })
    await eventually(async () => expect(await captured(side.order)).toBe(8))
  })

  // Guards: the functions' lock_timeout; account_busy.
  it("M57, M58: while another session holds the account's row a refund is a 409 that changes nothing, and works afterwards with its key", async () => {
    const side = await newSide()
    const account = "select 1 from clientele_credit_account where customer_id = $1 for update"
    const body = { amount: 2, reason: "x", order_id: side.order, idempotency_key: "frozen" }
    const before = await books(side)
    const refused = await whileLocked(open().database, { sql: account, values: [side.customer.id] }, () =>
      refund(body, side),
    )
    expect(refused).toMatchObject({ status: 409, body: { code: "account_busy" } })
    expect(await books(side)).toEqual(before)
    expect((await refund(body, side)).status).toBe(200)
    expect(await refunds(side)).toEqual({ n: 1, amount: 2 })
  })

  // Guards: undoCaptures in syncOrder, and clientele_credit_capture_undo in clientele_credit_charge_own (modules/credit/captures.part.ts):
  // each alone is enough here.
  it("R24b: a refund whose process ends before Medusa's captures follow: the sweep brings them to the ledger", async () => {
    const side = await newSide()
    await open().sql(
      `select clientele_credit_charge_own($1, 'usd', 'refund', 4, 'killed-' || $1, '', current_date, 'crec_' || $1, current_date,
         'x', null, null, null, null, $2)`,
      [side.customer.id, side.order],
    )
    expect(await captured(side.order)).toBe(10)
    await runInStore(open().store, "sweep", "credit")
    await eventually(async () => expect(await captured(side.order)).toBe(6))
    expect(await open().ledgerOf(side.order)).toMatchObject({ open: "19" })
  })

  // Guard: `true` of getMedusaCustomer in postingStep: payments are never blocked.
  it("R9, R18, R23: money of an anonymised and of a deleted customer is paid back, of the order and unapplied, and no more than that", async () => {
    const side = await newSide()
    await admin().post(`/admin/customers/${side.customer.id}/anonymize?force=true`)
    expect((await refund({ amount: 10, reason: "account closed", order_id: side.order }, side)).status).toBe(200)
    await admin().delete(`/admin/customer-profiles/${side.customer.id}?force=true`)
    expect((await refund({ amount: 4, reason: "account closed" }, side)).status).toBe(200)
    const more = await refund({ amount: "0.01", reason: "x", order_id: side.order }, side)
    expect(more).toMatchObject({ status: 400, body: { code: "refund_exceeds_paid" } })
    const rest = await refund({ amount: "0.01", reason: "x" }, side)
    expect(rest).toMatchObject({ status: 400, body: { code: "unapplied_exceeded" } })
    await eventually(async () => expect(await captured(side.order)).toBe(0))
    expect(await open().ledgerOf(side.order)).toMatchObject({ open: "25", balance: "25" })
  })

  // Guard: takeRefundsIn in cash-workflows.ts. Without it, captures of the money that Medusa has paid back are undone as well.
  it("R24b: a refund here right after Medusa's Refund undoes no capture of what Medusa paid back", async () => {
    const side = await newSide()
    await open().shop.refund(await open().shop.order(side.order), 6)
    expect((await refund({ amount: 6, reason: "x", order_id: side.order }, side)).status).toBe(200)
    await runInStore(open().store, "sweep", "credit")
    expect(await captured(side.order)).toBe(10)
    await eventually(async () =>
      expect(await open().ledgerOf(side.order)).toMatchObject({ charged: "19", open: "15", balance: "11" }),
    )
  })

  it("R24b: a refund here and Medusa's Refund at once pay back what is paid, once each, and ledger and Medusa's captures agree", async () => {
    const side = await newSide()
    const account = "select 1 from clientele_credit_account where customer_id = $1 for update"
    const work = await whileLocked(
      open().database,
      { sql: account, values: [side.customer.id] },
      async ({ waiting }) => {
        const ours = refund({ amount: 6, reason: "x", order_id: side.order }, side)
        await waiting(1, "charge_own")
        const theirs = open()
          .shop.order(side.order)
          .then((order) => open().shop.refund(order, 6))
          .then(
            () => 200,
            (error: ApiError) => error.status,
          )
        return { ours, theirs }
      },
    )
    expect((await work.ours).status).toBe(200)
    // Ours can reach Medusa's payment first. Then only 4 of the 10 are left, and Medusa refuses theirs.
    const theirs = await work.theirs
    expect([200, 400]).toContain(theirs)
    await open().sql(
      `update refund set created_at = created_at - interval '1 hour' where payment_id in (select p.id from payment p
         join order_payment_collection l on l.payment_collection_id = p.payment_collection_id where l.order_id = $1)`,
      [side.order],
    )
    // Of the 10 that were paid 6 went back here. Medusa's refund made the order cheaper, and what it took is captured again.
    const both = { charged: "19", open: "15", balance: "11" }
    const onlyOurs = { charged: "25", open: "21", balance: "17" }
    await eventually(async () => {
      await runInStore(open().store, "sweep", "credit")
      expect(await open().ledgerOf(side.order)).toMatchObject(theirs === 200 ? both : onlyOurs)
      // The captures less Medusa's refund. Medusa's summary of the order can lose one of the two changes: it has no lock.
      expect(await captured(side.order)).toBe(theirs === 200 ? 10 : 4)
    })
  })
}
