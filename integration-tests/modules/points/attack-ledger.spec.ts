import { openPointsStore, type PointsStore, settle, settlement, trialBalance } from "./store"

let store: PointsStore

beforeAll(async () => {
  store = await openPointsStore()
})
afterAll(async () => {
  await store.close()
})

const DAY = 86_400_000
const hold = (mailbox: string, cart_id: string, points: number) => ({
  mailbox,
  cart_id,
  points,
  currency_code: "usd",
  points_per_currency_discount: 100,
  expires_at: new Date(Date.now() + DAY),
})

it("R36: points that a live hold counts on do not expire, although other points are still pending", async () => {
  const { points } = store
  const mailbox = "pending@example.com"
  const soon = new Date(Date.now() + DAY)
  await settle(points, { order_id: "order_due", mailbox, target: 100, expires_at: soon })
  await settle(points, {
    order_id: "order_pending",
    mailbox,
    target: 100,
    available_at: new Date(Date.now() + 9 * DAY),
  })
  const { id } = await points.placeHold(hold(mailbox, "cart_pending", 100))
  points.clock = () => new Date(Date.now() + 2 * DAY)
  try {
    await points.expireDue("0", 1000)
    expect(await points.getAccount(mailbox)).toMatchObject({ points_balance: 200, points_held: 100 })
    expect(await points.postHold(id, "order_spends", 100)).toMatchObject({ applied: true, balance_after: "100" })
  } finally {
    points.clock = () => new Date()
  }
})

it("M9: what has expired is not taken back a second time after an order went down and up again", async () => {
  const { points } = store
  const mailbox = "updown@example.com"
  const one = { order_id: "order_updown", mailbox, expires_at: new Date(Date.now() - DAY) }
  await settle(points, { ...one, target: 100 })
  await points.expireDue("0", 1000)
  await points.adjust({ mailbox, points: 500, stated_reason: "goodwill", actor_id: "user_1" })
  await settle(points, { ...one, target: 0 })
  await settle(points, { ...one, target: 100 })
  expect(await points.getAccount(mailbox)).toMatchObject({ points_balance: 500 })
  await settle(points, { ...one, target: 0 })
  expect(await points.getAccount(mailbox)).toMatchObject({ points_balance: 500 })
})

it("R33: a paid rise of an order whose first points have expired earns points that can be spent", async () => {
  const { points } = store
  const mailbox = "late-rise@example.com"
  const one = { order_id: "order_late", mailbox, expires_at: new Date(Date.now() - DAY) }
  await settle(points, { ...one, target: 100 })
  await points.expireDue("0", 1000)
  await settle(points, { ...one, target: 150, expires_at: new Date(Date.now() + 365 * DAY) })
  await points.expireDue("0", 1000)
  expect(await points.getAccount(mailbox)).toMatchObject({ points_balance: 50 })
})

it("R33: two first readings with different rates: the second keeps the rate that the first one froze", async () => {
  const { points } = store
  const one = settlement({ order_id: "order_two_rates", mailbox: "rates@example.com", target: 100 })
  const early = await points.drawReading(["order_two_rates"])
  const late = await points.drawReading(["order_two_rates"])
  expect(late.awards.size).toBe(0)
  await points.settle([one], early.ticket, false)
  const other = { ...one, target: 500, calculation: { ...one.calculation, points_per_currency_unit: 5, target: 500 } }
  const [outcome] = await points.settle([other], late.ticket, false)
  expect(outcome).toMatchObject({ outcome: "stale" })
  const rates = (await points.listOrderEntries("order_two_rates")).map((e) => e.calculation?.points_per_currency_unit)
  expect(new Set(rates).size).toBe(1)
})

it("M5: a merge that found nothing to move is remembered under its key", async () => {
  const { points } = store
  await points.adjust({ mailbox: "from@example.com", points: 10, stated_reason: "x", actor_id: "user_1" })
  await points.adjust({ mailbox: "from@example.com", points: -10, stated_reason: "x", actor_id: "user_1" })
  const merge = {
    from: "from@example.com",
    to: "to@example.com",
    stated_reason: "m",
    actor_id: "u",
    idempotency_key: "k1",
  }
  expect(await points.merge(merge)).toMatchObject({ points: 0 })
  await points.adjust({ mailbox: "from@example.com", points: 77, stated_reason: "x", actor_id: "user_1" })
  expect(await points.merge(merge)).toMatchObject({ applied: false, points: 0 })
})

it("X long mailbox", async () => {
  const { points } = store
  const mailbox = `${Array.from({ length: 9000 }, () => Math.random().toString(36)[3]).join("")}@example.com`
  await settle(points, { order_id: "order_long", mailbox, target: 100 })
})

it("trial balance", async () => {
  expect(await trialBalance(store.points)).toEqual([])
})
