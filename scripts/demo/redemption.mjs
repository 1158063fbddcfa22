import fs from "node:fs"
import { until } from "../lib/net.mjs"
import { fillCart, payAndComplete } from "./checkout.mjs"
import { mailsFile } from "./host.mjs"

const MAIL_DEADLINE_MS = 60_000
const CARD = "pp_card_demo"

const say = (line) => console.log(`  ${line}`)

/** Waits for a mail to an address. @returns the newest mail; the file has newer mails further down */
async function mailTo(email) {
  const newest = () => {
    const lines = fs.existsSync(mailsFile) ? fs.readFileSync(mailsFile, "utf8").split("\n") : []
    // The store may still be writing the text after the last line break.
    return lines
      .slice(0, -1)
      .map((line) => JSON.parse(line))
      .findLast(({ to }) => to === email)
  }
  return until(async () => newest(), { what: `a mail to ${email}`, deadlineMs: MAIL_DEADLINE_MS })
}

/** The guest verifies the mailbox. @returns the redemption token */
async function proveMailbox(shopper, email, cart) {
  const asked = await shopper.post("/store/loyalty/redemption/send-otp", { email, cart_id: cart.id })
  const { subject, text } = await mailTo(email)
  const code = /\b\d{6}\b/.exec(text)[0]
  say(`The shop mails a code: "${subject}", ${code}. Nobody sees points by naming an email address.`)
  const proof = { email, code, challenge_id: asked.challenge_id }
  return (await shopper.post("/store/loyalty/redemption/verify-otp", proof)).redemption_token
}

function printRows(rows) {
  console.log("\nOne transaction")
  for (const [what, id, xmin] of [["row", "id", "xmin"], ...rows.map((row) => [row.what, row.id, row.xmin])]) {
    say(`${what.padEnd(13)}  ${id.padEnd(34)}  ${xmin}`)
  }
  const together = new Set(rows.map(({ xmin }) => xmin)).size === 1
  if (rows.length !== 3 || !together) throw new Error("order, deduction and hold were not written together")
  say("PostgreSQL wrote order, deduction and hold together: there is never one without the others.")
}

/** The rows that completing a cart writes, each with the transaction that wrote it. */
const ROWS = `
  select 'order' as what, id, xmin::text from "order" where id = $1
  union all
  select 'ledger entry', 'pent_' || account_id || '_' || version, xmin::text from clientele_points_entry where order_id = $1 and reason = 'redemption'
  union all
  select 'hold', id, xmin::text from clientele_points_hold where order_id = $1`

/**
 * Tells the part of a guest who pays a part of an order with points. The card is declined at first.
 * @param {{ email: string, points: number, balance: () => Promise<{ points_balance: number, points_held: number }> }} guest
 * @param {(sql: string, values: unknown[]) => Promise<object[]>} query on the store's database
 * @returns the order
 */
export async function tellRedemption(shopper, shop, guest, query) {
  console.log("\nPaying with points")
  const cart = await fillCart(shopper, shop, guest.email, { "Linen shirt": 1 })
  say(`The guest comes back for a shirt: ${cart.total} USD with shipping.`)
  const token = await proveMailbox(shopper, guest.email, cart)
  const redemption = `/store/carts/${cart.id}/loyalty-redemption`
  const applied = await shopper.post(redemption, { token, points: guest.points })
  const { points, discount_amount } = applied.loyalty_redemption
  say(`${points} points take ${discount_amount} USD off: ${applied.cart.total} USD are left to pay.`)

  const declined = await payAndComplete(shopper, cart, { provider: CARD, data: { card: "declined" } })
  if (declined.type !== "cart") throw new Error("the declined card made an order")
  const meanwhile = await guest.balance()
  say(
    `The card is declined: no order, and no points lost (balance ${meanwhile.points_balance}, held ${meanwhile.points_held}).`,
  )

  const done = await payAndComplete(shopper, cart, { provider: CARD, data: { card: "good" } })
  if (done.type !== "order") throw new Error(`the cart was not completed: ${JSON.stringify(done.error)}`)
  const after = await guest.balance()
  say(
    `Another card is good: order #${done.order.display_id}, ${done.order.total} USD, balance ${after.points_balance}.`,
  )
  printRows(await query(ROWS, [done.order.id]))
  return done.order
}
