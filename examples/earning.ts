// Shows what happens to the points of one guest, with the points module alone. `examples/earning.out` is its output; a test runs
// the story and compares. To run it in the development store's database:
//   npm run services -- medusa db:migrate
//   npm run services -- medusa exec ./examples/earning.ts
import type { ExecArgs } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import type { Adjustment, Entry, PointsModuleService } from "../src/modules/points"
import { canonicalMailbox, decideEarning, type OrderFacts, POINTS_MODULE } from "../src/modules/points"

type Print = (line: string) => void
type SettingLog = Parameters<typeof decideEarning>[1]["log"]

const START = new Date("2026-01-05T09:00:00Z")
const DAY_MS = 86_400_000
const days = (count: number) => new Date(START.getTime() + count * DAY_MS)

/** 1 point for each 1.00, valid for a year. The programme is switched on a day before the story starts. */
const SETTINGS: SettingLog = [
  { key: "loyalty_points_enabled", value: true, changed_at: days(-1) },
  { key: "loyalty_points_ttl_days", value: 365, changed_at: days(-1) },
]

/** A paid order of shirts, and 5.00 for shipping, which earns nothing. */
function paidOrder(email: string, shirt: { price: number; quantity: number }, at: Date): OrderFacts {
  const total = shirt.price * shirt.quantity + 5
  return {
    order_id: generateEntityId(undefined, "order"),
    email,
    currency_code: "usd",
    is_canceled: false,
    is_draft: false,
    placed_at: at,
    completed_at: null,
    items: [
      {
        unit_price: shirt.price,
        quantity: shirt.quantity,
        returned_quantity: 0,
        tax_percent: 0,
        is_tax_inclusive: false,
        is_giftcard: false,
        discounts: [],
      },
    ],
    total,
    credit_lines: [],
    captures: [{ amount: total, at, is_first: true }],
    first_payment: total,
    refunds: [],
  }
}

/** Does what the award job does for one order: draws a fencing token, decides, settles. */
async function settle(points: PointsModuleService, order: OrderFacts, cause: string): Promise<string> {
  const reading = await points.drawReading([order.order_id])
  const decision = decideEarning(order, {
    log: SETTINGS,
    default_currency: "usd",
    cause,
    now: points.clock(),
    earlier: reading.awards.get(order.order_id) ?? null,
  })
  if (decision.kind === "none") {
    return decision.reason
  }
  const first = !reading.awards.get(order.order_id)?.terms
  const settlement = { ...decision, first, order_id: order.order_id, currency_code: order.currency_code }
  const [done] = await points.settle([settlement], reading.fencing_token, false)
  return `${done?.outcome} ${done?.points}`
}

function why(entry: Entry): string {
  const sum = entry.calculation
  const how = sum ? `${sum.cause}: ${sum.points_per_currency_unit} per 1.00 on ${sum.basis} is ${sum.target}` : ""
  return entry.stated_reason ?? how
}

function statement(entries: Entry[], print: Print): void {
  const line = (type: string, reason: string, points: string, balance: string, text: string) =>
    print(`${type.padEnd(8)}${reason.padEnd(17)}${points.padStart(6)}${balance.padStart(9)}  ${text}`.trimEnd())
  line("type", "reason", "points", "balance", "why")
  for (const entry of [...entries].reverse()) {
    const points = entry.points > 0 ? `+${entry.points}` : String(entry.points)
    line(entry.type, entry.reason, points, String(entry.balance_after), why(entry))
  }
}

/** Tells the story on `points` and prints it. Creates one account; a second run creates another. */
export async function earning(points: PointsModuleService, print: Print): Promise<void> {
  const email = `Ann.${generateEntityId()}@Example.com`
  const mailbox = canonicalMailbox(email) ?? ""
  points.clock = () => START

  const first = paidOrder(email, { price: 40, quantity: 2 }, START)
  print(`A guest pays an order of 80.00:            ${await settle(points, first, "payment.captured")}`)
  print(`The event comes a second time:             ${await settle(points, first, "payment.captured")}`)

  first.refunds.push({ amount: 42.5 })
  print(`Half of the money goes back:               ${await settle(points, first, "payment.refunded")}`)

  points.clock = () => days(10)
  const second = paidOrder(email, { price: 30.95, quantity: 1 }, days(10))
  print(`An order of 30.95 is paid, rounded down:   ${await settle(points, second, "payment.captured")}`)

  const goodwill: Adjustment = {
    mailbox,
    points: 25,
    stated_reason: "parcel came late",
    actor_id: "user_staff",
    idempotency_key: `parcel ${first.order_id}`,
  }
  print(`Staff adjusts by 25:                       applied ${(await points.adjust(goodwill)).applied}`)
  print(`The same request once more:                applied ${(await points.adjust(goodwill)).applied}`)

  second.is_canceled = true
  print(`The second order is canceled:              ${await settle(points, second, "order.canceled")}`)

  points.clock = () => days(365)
  await points.expireDue("0", 1000)
  const account = await points.findAccount(mailbox)
  print("A year after the first order, what is left of it expires.\n")
  statement(account?.ledger ?? [], print)
  print(`\nbalance ${account?.points_balance}, available ${account?.points_available}`)
  print(`earned in all, reversals taken off: ${account?.lifetime_earned}`)
}

export default async function story({ container }: ExecArgs): Promise<void> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { clock } = points
  try {
    await earning(points, console.log)
  } finally {
    points.clock = clock
  }
}
