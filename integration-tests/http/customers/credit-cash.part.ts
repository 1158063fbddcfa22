import type { ClienteleRoutes } from "../../../src/types"
import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

type Credit = ClienteleRoutes["GET /admin/customers/:id/credit"]["response"]
type Posted = ClienteleRoutes["POST /admin/customers/:id/credit/payments"]["response"]
type Refusal = { code: string; message: string }
type Ids = Record<"account" | "item" | "paid" | "order" | "foreign" | "entry" | "charge" | "reversed", string>

/** Tables that hold an account's money, and the column with its id. */
const MONEY: [table: string, column: string][] = [
  ["account", "customer_id"],
  ["entry", "account_id"],
  ["entry_note", "account_id"],
  ["receivable", "account_id"],
  ["cash", "account_id"],
  ["allocation", "account_id"],
  ["allocation_request", "account_id"],
]

/** Money on an account, as an admin user records it. */
export function creditCash(open: () => OpenStore): void {
  let shop: Shop
  let store: Store
  let database: TestDatabase

  beforeAll(() => {
    ;({ shop, store, database } = open())
  })

  const path = (id: string, rest: string) => `/admin/customers/${id}/credit/${rest}`
  const post = async (id: string, rest: string, body: object) => {
    const { entry } = await shop.admin.post<Posted>(path(id, rest), body)
    return entry
  }
  const creditOf = async (id: string) => (await shop.admin.get<Credit>(`/admin/customers/${id}/credit`)).credit

  async function newAccount(terms: object = {}): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 1000, ...terms })
    return customer.id
  }

  /** An order that owes so much. @returns its id; its receivable's is `crec_<order>` */
  async function owe(id: string, amount: number, dueInDays = 30): Promise<string> {
    const order = `order_${id}_${amount}`
    await query(
      database,
      `insert into clientele_credit_hold (order_id, account_id, member_id, amount, status)
       select $2, $1, id, $3, 'held' from clientele_credit_member where account_id = $1`,
      [id, order, amount],
    )
    await query(database, "update clientele_credit_account set held = held + $2 where customer_id = $1", [id, amount])
    await query(
      database,
      `select clientele_credit_settle($1, $2, 1, 'crec_' || $1, current_date, current_date + $3::integer, null, null)`,
      [order, amount, dueInDays],
    )
    return order
  }

  const itemOf = (order: string) => `crec_${order}`
  const open_ = async (order: string) =>
    (
      await query<{ open: number }>(
        database,
        "select open::double precision as open from clientele_credit_receivable where order_id = $1",
        [order],
      )
    )[0]?.open

  const books = async (id: string) =>
    Promise.all(
      MONEY.map(([table, column]) =>
        query(database, `select t::text from clientele_credit_${table} t where ${column} = $1 order by 1`, [id]),
      ),
    )

  test("R23: a payment, a later allocation, a credit memo, a write-off and a refund are posted, each with its actor", async () => {
    const id = await newAccount({ allocation: "manual" })
    const [first, second] = [await owe(id, 60), await owe(id, 40)]
    const named = { amount: "70.50", currency: "USD", method: "bank", reference: "line 7", dated_on: "2026-01-31" }
    const paid = await post(id, "payments", { ...named, allocations: [{ order_id: first, amount: 60 }] })
    expect(paid).toMatchObject({ type: "payment", amount: -70.5, balance_after: 29.5, dated_on: "2026-01-31" })
    expect(paid).toMatchObject({ method: "bank", reference: "line 7", actor_id: expect.stringMatching(/^user_/) })
    const later = { entry_id: paid.id, allocations: [{ receivable_id: itemOf(second), amount: 10 }] }
    const { credit } = await shop.admin.post<Credit>(path(id, "allocations"), later)
    expect(credit).toMatchObject({ current_balance: 29.5, unapplied: 0.5 })
    const memo = { amount: 5, reason: "late", allocations: [{ order_id: second, amount: 5 }] }
    expect(await post(id, "credit-memos", memo)).toMatchObject({ type: "credit_memo", amount: -5, reason: "late" })
    const off = { receivable_id: itemOf(second), amount: 20, reason: "insolvent" }
    expect(await post(id, "write-offs", off)).toMatchObject({ type: "write_off", amount: -20, order_id: second })
    expect(await post(id, "refunds", { amount: "0.5", reason: "overpaid" })).toMatchObject({ amount: 0.5 })
    expect(await post(id, "adjustments", { amount: 12, reason: "fee" })).toMatchObject({ amount: 12 })
    expect(await post(id, "adjustments", { amount: "-2", reason: "fee" })).toMatchObject({ amount: -2 })
    expect([await open_(first), await open_(second)]).toEqual([0, 5])
    expect(await creditOf(id)).toMatchObject({ current_balance: 15, unapplied: 2 })
    const actors = "select distinct left(actor_id, 5) as who from clientele_credit_entry_note where account_id = $1"
    expect(await query(database, actors, [id])).toEqual([{ who: "user_" }])
  })

  test("R23: a payment without allocations pays the item due first, and its reversal opens the item again", async () => {
    const id = await newAccount()
    const [late, early] = [await owe(id, 60, 40), await owe(id, 40, 10)]
    const paid = await post(id, "payments", { amount: 50 })
    expect([await open_(early), await open_(late)]).toEqual([0, 50])
    const reversal = await post(id, `entries/${paid.id}/reverse`, { reason: "the cheque bounced" })
    expect(reversal).toMatchObject({ type: "reversal", amount: 50, reverses: paid.id })
    expect([await open_(early), await open_(late)]).toEqual([40, 60])
  })

  const tomorrow = () => new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const one = (item: string, amount: unknown) => [{ receivable_id: item, amount }]

  /** Refusals: what is sent where, and with which code it is refused. */
  type Row = [what: string, rest: string | ((ids: Ids) => string), body: (ids: Ids) => object, code: string]
  const amounts: [string, unknown][] = [
    ["a negative amount", -5],
    ["nothing", 0],
    ["nothing, as text", "0.00"],
    ["more decimals than the currency has", "1.005"],
    ["what binary fractions make of 0.3", 0.1 + 0.2],
    ["NaN", "NaN"],
    ["10¹³", 1e13],
    ["10¹³, as text", "10000000000000"],
    ["an exponent", "1e2"],
    ["null", null],
    ["a list", [5]],
  ]
  const money = ["payments", "credit-memos", "refunds", "write-offs"]
  const bodyOf = (rest: string, { item }: Ids) =>
    rest === "write-offs" ? { receivable_id: item, reason: "x" } : { reason: "x" }
  const ROWS: Row[] = [
    ...money.flatMap((rest) =>
      amounts
        .filter(([, amount]) => rest !== "write-offs" || amount !== null)
        .map(
          ([what, amount]): Row => [
            `${rest}: ${what}`,
            rest,
            (ids) => ({ ...bodyOf(rest, ids), amount }),
            "invalid_request",
          ],
        ),
    ),
    ["adjustments: nothing", "adjustments", () => ({ amount: 0, reason: "x" }), "invalid_request"],
    [
      "adjustments: due in the year 0",
      "adjustments",
      () => ({ amount: 5, due_on: "0000-12-01", reason: "x" }),
      "invalid_request",
    ],
    ["adjustments: two signs", "adjustments", () => ({ amount: "--5", reason: "x" }), "invalid_request"],
    ["adjustments: 1.005", "adjustments", () => ({ amount: -1.005, reason: "x" }), "invalid_request"],
    [
      "adjustments: a due day of a decrease",
      "adjustments",
      () => ({ amount: -5, due_on: "2026-12-01", reason: "x" }),
      "invalid_request",
    ],
    ...[...money, "adjustments"].flatMap((rest): Row[] => [
      [
        `${rest}: a day in the future`,
        rest,
        (ids) => ({ ...bodyOf(rest, ids), amount: 5, dated_on: tomorrow() }),
        "invalid_request",
      ],
      [
        `${rest}: the year 0`,
        rest,
        (ids) => ({ ...bodyOf(rest, ids), amount: 5, dated_on: "0000-01-01" }),
        "invalid_request",
      ],
      [
        `${rest}: a day that is none`,
        rest,
        (ids) => ({ ...bodyOf(rest, ids), amount: 5, dated_on: "2026-02-30" }),
        "invalid_request",
      ],
    ]),
    ...["payments", "credit-memos", "refunds", "adjustments"].map(
      (rest): Row => [
        `${rest}: another currency`,
        rest,
        () => ({ amount: 5, currency_code: "EUR", reason: "x" }),
        "currency_mismatch",
      ],
    ),
    ...["credit-memos", "refunds", "adjustments", "write-offs"].map(
      (rest): Row => [
        `${rest}: no reason`,
        rest,
        ({ item }) => ({ amount: 5, ...(rest === "write-offs" ? { receivable_id: item } : {}) }),
        "invalid_request",
      ],
    ),
    [
      "another account's item",
      "payments",
      ({ foreign }) => ({ amount: 5, allocations: [{ order_id: foreign, amount: 5 }] }),
      "not_found",
    ],
    ["a paid item", "payments", ({ paid }) => ({ amount: 5, allocations: one(paid, 5) }), "receivable_paid"],
    [
      "more than is open on the item",
      "payments",
      ({ item }) => ({ amount: 90, allocations: one(item, "50.01") }),
      "allocation_exceeds_open",
    ],
    [
      "more than the payment",
      "payments",
      ({ item }) => ({ amount: 10, allocations: [...one(item, 9), ...one(item, "1.01")] }),
      "allocation_exceeds_payment",
    ],
    [
      "an allocation of nothing",
      "payments",
      ({ item }) => ({ amount: 10, allocations: one(item, 0) }),
      "invalid_request",
    ],
    [
      "an allocation to an item and an order",
      "payments",
      ({ item, order }) => ({ amount: 10, allocations: [{ receivable_id: item, order_id: order, amount: 1 }] }),
      "invalid_request",
    ],
    ["an allocation to nothing", "payments", () => ({ amount: 10, allocations: [{ amount: 1 }] }), "invalid_request"],
    ["no allocations", "allocations", () => ({ allocations: [] }), "invalid_request"],
    [
      "more than the unapplied cash",
      "allocations",
      ({ item }) => ({ allocations: one(item, 31) }),
      "unapplied_exceeded",
    ],
    [
      "more than the entry's unapplied cash",
      "allocations",
      ({ item, entry }) => ({ entry_id: entry, allocations: one(item, 31) }),
      "allocation_exceeds_payment",
    ],
    ["another account's item later", "allocations", ({ foreign }) => ({ allocations: one(foreign, 1) }), "not_found"],
    ["a paid item later", "allocations", ({ paid }) => ({ allocations: one(paid, 1) }), "receivable_paid"],
    [
      "another account's entry",
      "allocations",
      ({ item }) => ({ entry_id: "cus_other:1", allocations: one(item, 1) }),
      "not_found",
    ],
    ["a refund beyond the unapplied cash", "refunds", () => ({ amount: "30.01", reason: "x" }), "unapplied_exceeded"],
    ["another account's item written off", "write-offs", () => ({ receivable_id: "x", reason: "x" }), "not_found"],
    ["a paid item written off", "write-offs", ({ paid }) => ({ receivable_id: paid, reason: "x" }), "receivable_paid"],
    [
      "more than is open written off",
      "write-offs",
      ({ item }) => ({ receivable_id: item, amount: "50.01", reason: "x" }),
      "allocation_exceeds_open",
    ],
    ["a charge reversed", ({ charge }) => `entries/${charge}/reverse`, () => ({ reason: "x" }), "entry_not_reversible"],
    [
      "an entry reversed twice",
      ({ reversed }) => `entries/${reversed}/reverse`,
      () => ({ reason: "x" }),
      "entry_reversed",
    ],
    ["an unknown entry", ({ account }) => `entries/${account}:99/reverse`, () => ({ reason: "x" }), "not_found"],
    ["another account's entry reversed", "entries/cus_other:1/reverse", () => ({ reason: "x" }), "not_found"],
    ["a reversal without a reason", ({ entry }) => `entries/${entry}/reverse`, () => ({}), "invalid_request"],
    [
      "a reversal with an empty reason",
      ({ entry }) => `entries/${entry}/reverse`,
      () => ({ reason: " " }),
      "invalid_request",
    ],
    ["a long reason", "refunds", () => ({ amount: 1, reason: "x".repeat(1001) }), "invalid_request"],
    ["a NUL", "payments", () => ({ amount: 1, note: "a\0b" }), "invalid_request"],
    ["a long key", "payments", () => ({ amount: 1, idempotency_key: "k".repeat(201) }), "invalid_request"],
    ["a balance", "payments", () => ({ amount: 1, balance_after: 0 }), "invalid_request"],
    ["an actor", "payments", () => ({ amount: 1, actor_id: "user_2" }), "invalid_request"],
  ]

  describe("with open and paid items, unapplied cash and a reversed entry", () => {
    let ids: Ids
    beforeAll(async () => {
      const account = await newAccount({ allocation: "manual" })
      const [paid, order] = [await owe(account, 20), await owe(account, 50)]
      const other = await newAccount()
      const foreign = await owe(other, 5)
      const entry = await post(account, "payments", { amount: 50, allocations: [{ order_id: paid, amount: 20 }] })
      const wrong = await post(account, "payments", { amount: 3 })
      await post(account, `entries/${wrong.id}/reverse`, { reason: "twice" })
      const items = { paid: itemOf(paid), item: itemOf(order), order, foreign: itemOf(foreign) }
      ids = { account, ...items, entry: entry.id, charge: `${account}:1`, reversed: wrong.id }
    })

    // Guards: the checks of cash-input.ts and domain/cash-request.ts, clientele_credit_lock, _allocate_given, _write_off, _reverse.
    test.each(ROWS)("R23, M57: %s is refused and changes nothing", async (_what, rest, body, code) => {
      const before = await books(ids.account)
      const url = path(ids.account, typeof rest === "string" ? rest : rest(ids))
      const { status, body: answer } = await shop.admin.send<Refusal>("POST", url, body(ids))
      expect({ status, code: answer.code }).toEqual({ status: code === "not_found" ? 404 : 400, code })
      expect(answer.message).not.toMatch(/undefined|\[object/)
      expect(await books(ids.account)).toEqual(before)
    })
  })

  test("R23: a customer without an account, and an unknown one, is a 404 on every route", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    const bodies: [string, object][] = [
      ["payments", { amount: 1 }],
      ["credit-memos", { amount: 1, reason: "x" }],
      ["adjustments", { amount: 1, reason: "x" }],
      ["refunds", { amount: 1, reason: "x" }],
      ["write-offs", { receivable_id: "crec_1", reason: "x" }],
      ["allocations", { allocations: one("crec_1", 1) }],
      ["entries/x:1/reverse", { reason: "x" }],
    ]
    for (const [rest, body] of bodies) {
      for (const id of [customer.id, "cus_unknown"]) {
        const answer = await shop.admin.send<Refusal>("POST", path(id, rest), body)
        expect([rest, answer.status, answer.body.code]).toEqual([rest, 404, "not_found"])
      }
    }
  })

  // Guards: clientele_credit_earlier; the account's id before a client's key in ledger-request.ts.
  test("M58: 50 parallel payments with one key are booked once; other values under the key are an error; another account can use the same key", async () => {
    const [id, other] = [await newAccount(), await newAccount()]
    const pay = (account: string, amount: number, headers: Record<string, string>) =>
      shop.admin.send<Posted & Refusal>("POST", path(account, "payments"), { amount }, headers)
    const key = { "idempotency-key": "bank-line-1" }
    const answers = await Promise.all(Array.from({ length: 50 }, () => pay(id, 10, key)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.entry?.id}`)).size).toBe(1)
    expect(await creditOf(id)).toMatchObject({ current_balance: -10, unapplied: 10 })
    expect((await pay(id, 11, key)).body.code).toBe("idempotency_conflict")
    const memo = await shop.admin.send<Refusal>("POST", path(id, "credit-memos"), { amount: 10, reason: "x" }, key)
    expect(memo.body.code).toBe("idempotency_conflict")
    expect((await pay(other, 11, key)).status).toBe(200)
    await pay(id, 10, {})
    expect(await creditOf(id)).toMatchObject({ current_balance: -20 })
  })

  // Guard: `request_hash = ''` in clientele_credit_reverse.
  test("R23: a reversal of a payment keeps a write-off whose key only looks like the payment's", async () => {
    const id = await newAccount()
    const order = await owe(id, 50)
    await post(id, "write-offs", { receivable_id: itemOf(order), amount: 5, reason: "x", idempotency_key: "k:short:x" })
    const paid = await post(id, "payments", { amount: 45, idempotency_key: "k" })
    await post(id, `entries/${paid.id}/reverse`, { reason: "bounced" })
    expect(await open_(order)).toBe(45)
  })

  // Guards: `takeBack` in posting-step.ts; the null for a repeated key.
  test.each<[string, (item: string) => object]>([
    ["recordCreditPaymentWorkflow", (id) => ({ amount: "30", allocations: one(id, 30) })],
    ["issueCreditMemoWorkflow", (id) => ({ amount: 30, reason: "x", allocations: one(id, "30") })],
    ["adjustCreditBalanceWorkflow", () => ({ amount: 30, reason: "x" })],
    ["refundCreditBalanceWorkflow", () => ({ amount: 3, reason: "x" })],
    ["writeOffReceivableWorkflow", (receivable_id) => ({ receivable_id, reason: "x" })],
  ])(
    "R70: %s is reversed if a later step of the host's workflow fails, and a repeated key is not reversed",
    async (name, of) => {
      const id = await newAccount({ allocation: "manual" })
      const order = await owe(id, 50)
      const own = await post(id, "payments", { amount: 3, allocations: [] })
      const run = (how: "alone" | "then fail") => {
        const input = { account_id: id, idempotency_key: `${name}-${id}`, ...of(itemOf(order)) }
        return runInStore(store, "workflow", name, JSON.stringify(input), how)
      }
      expect((await run("then fail")).state).toBe("reverted")
      expect(await creditOf(id)).toMatchObject({ current_balance: 47, unapplied: 3 })
      expect(await open_(order)).toBe(50)
      const last =
        "select type, reverses from clientele_credit_entry where account_id = $1 order by version desc limit 1"
      expect(await query(database, last, [id])).toMatchObject([{ type: "reversal", reverses: expect.anything() }])
      const before = await books(id)
      expect((await run("then fail")).state).toBe("reverted")
      expect(await books(id)).toEqual(before)
      expect(own.amount).toBe(-3)
    },
  )

  // Guards: withdrawDispute and reopenDispute in dispute-workflows.ts; the null of a run that changed nothing.
  test("R70, R28, R64: a dispute and its end emit events, and are undone if a later step of the host fails", async () => {
    const id = await newAccount({ allocation: "manual" })
    const receivable_id = itemOf(await owe(id, 50))
    const run = (name: string, how: "alone" | "then fail", more = {}) =>
      runInStore(
        store,
        "workflow",
        name,
        JSON.stringify({ account_id: id, receivable_id, actor_id: "h", ...more }),
        how,
      )
    const reason = { reason: "broken" }
    const disputes = () =>
      query(
        database,
        `select reason, opened_by, ended_by from clientele_credit_dispute where receivable_id = $1 and ended_at is null`,
        [receivable_id],
      )
    expect((await run("disputeReceivableWorkflow", "then fail", reason)).state).toBe("reverted")
    expect(await disputes()).toEqual([])
    const first = await run("disputeReceivableWorkflow", "alone", reason)
    expect(first.result).toEqual({ receivable_id, disputed: true, changed: true })
    // An earlier run's dispute stays.
    expect((await run("disputeReceivableWorkflow", "then fail", { reason: "again" })).state).toBe("reverted")
    expect((await run("endReceivableDisputeWorkflow", "then fail")).state).toBe("reverted")
    expect(await disputes()).toEqual([{ reason: "broken", opened_by: "h", ended_by: null }])
    const end = [await run("endReceivableDisputeWorkflow", "alone"), await run("endReceivableDisputeWorkflow", "alone")]
    expect(end.map(({ result }) => result.changed)).toEqual([true, false])
    expect((await run("disputeReceivableWorkflow", "alone", { reason: " " })).error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("reason"),
    })
    const none = { receivable_id: "crec_none", ...reason }
    expect((await run("disputeReceivableWorkflow", "alone", none)).error).toMatchObject({ code: "not_found" })
    const recorded = [...store.output().matchAll(/recorded clientele\.credit\.receivable_(dispute\S*) (\{.*\})/g)]
      .map(([, event, data]) => ({ event, data: JSON.parse(String(data)) }))
      .filter(({ data }) => data.receivable_id === receivable_id)
    expect(recorded.map(({ event }) => event)).toEqual([
      "disputed",
      "dispute_ended",
      "disputed",
      "dispute_ended",
      "disputed",
      "dispute_ended",
    ])
    expect(recorded[0]?.data).toEqual({ account_id: id, customer_ids: [id], receivable_id })
  })

  // Guard: `applied` in postingStep.
  test("R64: each posting emits one event with ids and decimal strings, and a repetition emits none", async () => {
    const id = await newAccount()
    const order = await owe(id, 50)
    const paid = await post(id, "payments", { amount: "12.50", idempotency_key: "once" })
    await post(id, "payments", { amount: "12.50", idempotency_key: "once" })
    const reversal = await post(id, `entries/${paid.id}/reverse`, { reason: "bounced" })
    const recorded = [...store.output().matchAll(/recorded (clientele\.credit\S+) (\{.*\})/g)]
      .map(([, event, data]) => [event, JSON.parse(String(data))])
      .filter(([, data]) => data.account_id === id && "entry_id" in data)
    const about = { account_id: id, customer_ids: [id], order_id: null, receivable_id: null }
    expect(recorded).toEqual([
      ["clientele.credit.payment_recorded", { ...about, entry_id: paid.id, amount: "-12.5", balance_after: "37.5" }],
      [
        "clientele.credit.entry_reversed",
        { ...about, entry_id: reversal.id, amount: "12.5", balance_after: "50", reverses: paid.id },
      ],
    ])
    expect(order).toBeDefined()
  })
}
