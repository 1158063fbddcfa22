import { runInStore } from "../../faults/in-store"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { give } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** What a host does with the plugin's workflows, in the store's own process. */
export function library(open: () => OpenStore): void {
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  const run = (name: string, input: object) => runInStore(store, "workflow", name, JSON.stringify(input), "alone")
  /** As a step of a host's workflow whose next step fails. */
  const runThenFail = (name: string, input: object) =>
    runInStore(store, "workflow", name, JSON.stringify(input), "then fail")
  const FAILED = { error: { message: "the host's own step failed" } }

  const hooked = (name: string, value: string) =>
    eventually(
      async () =>
        [...store.output().matchAll(new RegExp(`hook ${name} (\\{.*\\})`, "g"))]
          .map(([, input]) => JSON.parse(String(input)))
          .filter((input) => JSON.stringify(input).includes(value)),
      (found) => found.length > 0,
    )

  const adjustment = (mailbox: string, points: number, more: object = {}) => ({
    mailbox,
    points,
    stated_reason: "goodwill",
    actor_id: "user_host",
    ...more,
  })

  // Guards: the compensation of adjustPointsStep, and what it derives its key from.
  it("R70: an adjustment is taken back by an entry of the opposite amount where a later step of the host fails", async () => {
    const customer = await shop.register()
    await give(shop, customer, 100)
    expect(await runThenFail("adjustPointsWorkflow", adjustment(customer.email, 50))).toEqual(FAILED)
    const { points_balance, ledger } = await loyalty.account(customer.id)
    expect(points_balance).toBe(100)
    expect(ledger.map(({ points }: { points: number }) => points)).toEqual([-50, 50, 100])
  })

  // Guard: `applied` in adjustPointsStep.
  it("R70: a repeated adjustment that posted nothing is not taken back", async () => {
    const customer = await shop.register()
    const input = adjustment(customer.email, 50, { idempotency_key: `once-${customer.id}` })
    expect((await run("adjustPointsWorkflow", input)).result).toMatchObject({ points: 50, balance_after: 50 })
    expect(await runThenFail("adjustPointsWorkflow", input)).toEqual(FAILED)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 50 })
  })

  // Guards: `parse` in each step of src/workflows/points.
  it.each([
    [
      "adjustPointsWorkflow",
      { mailbox: "nobody", points: 1.5, stated_reason: "", actor_id: "u", typo: 1 },
      "mailbox: must be an email address; stated_reason: must not be empty; typo: is not known",
    ],
    [
      "mergePointsWorkflow",
      { customer_id: "cus_1", email: "x", stated_reason: "y", actor_id: "u" },
      "email: must be an email address",
    ],
    ["settleOrdersWorkflow", { order_ids: "order_1", cause: "import" }, "order_ids: must be a list"],
    ["reconcilePointsWorkflow", { repair: true }, "order_ids: is required, or since"],
  ])("R71: %s checks its input as the routes do", async (name, input, message) => {
    const { error } = await run(name, input)
    expect(error?.code).toBe("invalid_request")
    expect(error?.message).toContain(message)
  })

  // Guard: `mailbox` in src/workflows/points/input.ts.
  it("R71 M29: a workflow takes an email address in any spelling", async () => {
    const customer = await shop.register()
    const spelt = ` ${customer.email.toUpperCase()} `
    await run("adjustPointsWorkflow", adjustment(spelt, 30))
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 30 })
  })

  it("R70: points move from another mailbox, and orders are settled and compared, each by its workflow", async () => {
    const [old, now] = [await shop.register(), await shop.register()]
    await give(shop, old, 70)
    const merge = { customer_id: now.id, email: old.email, stated_reason: "moved", actor_id: "user_host" }
    expect((await run("mergePointsWorkflow", merge)).result).toMatchObject({ merged_points: 70 })
    const order = await shop.placeOrder({ product: "download", capture: true })
    const settled = await run("settleOrdersWorkflow", { order_ids: [order.id], cause: "import" })
    expect(settled.result).toMatchObject([{ order_id: order.id }])
    const compared = await run("reconcilePointsWorkflow", { order_ids: [order.id] })
    expect(compared.result).toMatchObject({ checked: 1, differences: [], repaired: false })
  })

  describe("with the host's hooks", () => {
    beforeAll(async () => {
      expect((await runInStore(store, "take-hooks")).taken).toContain("pointsPosted")
    })

    // Guard: `callHook` in src/workflows/points/points-posted.ts.
    it("R70: pointsPosted runs after a job's award, with the event's payload", async () => {
      const order = await shop.placeOrder({ product: "download", capture: true })
      await loyalty.granted(order.id, 20)
      expect(await hooked("pointsPosted", order.id)).toMatchObject([
        { postings: [{ name: "clientele.points.earned", data: { order_id: order.id, points: 20 } }] },
      ])
    })

    // Guards: additionalDataOf in the route; `additional_data` in adjustPointsStep.
    it("R70: additional_data of a request's body reaches pointsPosted", async () => {
      const customer = await shop.register()
      const body = { points: 5, reason: "goodwill", additional_data: { ticket: `t-${customer.id}` } }
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, body)
      expect(await hooked("pointsPosted", `t-${customer.id}`)).toMatchObject([
        {
          postings: [{ name: "clientele.points.adjusted", data: { points: 5, customer_ids: [customer.id] } }],
          additional_data: { ticket: `t-${customer.id}` },
        },
      ])
    })

    // Guard: the catch in `callHook`.
    it("R70: a pointsPosted that throws is logged, and neither loses nor doubles the points", async () => {
      const customer = await shop.register()
      const input = adjustment(customer.email, 40, { additional_data: { fail: `broken ${customer.id}` } })
      expect((await run("adjustPointsWorkflow", input)).result).toMatchObject({ points: 40 })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 40 })
      expect((await loyalty.account(customer.id)).ledger).toHaveLength(1)
      expect(store.output()).toContain(`the hook pointsPosted failed for 1 postings: broken ${customer.id}`)
    })
  })
}
