import { until } from "../lib/net.mjs"
import { fillCart, payAndComplete } from "./checkout.mjs"

const TERMS = "pp_credit_terms"
const LIMIT = 500
const TOMS_LIMIT = 300
const OLD_INVOICE = 120
const PAYMENT = 300
const REST = 270
const POINTS_PER_DOLLAR = 10
const SETTLE_DEADLINE_MS = 60_000

const say = (line) => console.log(`  ${line}`)

const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** Opens an account for a company with two buyers, who each have their own login. @returns the account's customer id */
async function agree(admin, buyers) {
  const { customer } = await admin.post("/admin/customer-profiles", {
    name: "Northwind Kitchens Ltd",
    is_business: true,
    email: buyers.companyEmail,
  })
  const account = `/admin/customers/${customer.id}/credit`
  await admin.post(account, { credit_limit: LIMIT, payment_terms: "net_30" })
  await admin.post(`${account}/members`, { customer_id: buyers.ida.id })
  const limit = { spending_limit: TOMS_LIMIT, spending_period: "month" }
  await admin.post(`${account}/members`, { customer_id: buyers.tom.id, ...limit })
  say(
    `The staff agrees with ${customer.name}: ${LIMIT} USD, 30 days net. Ida and Tom may buy, Tom ${TOMS_LIMIT} USD a month.`,
  )
  await admin.post(`${account}/adjustments`, {
    amount: OLD_INVOICE,
    reason: "Invoice of the old shop",
    due_on: daysAgo(45),
    idempotency_key: `old-invoice-${customer.id}`,
  })
  say(`An invoice of the old shop is taken over: ${OLD_INVOICE} USD, due 45 days ago.`)
  return customer.id
}

const pay = (buyer, cart) => payAndComplete(buyer.api, cart, { provider: TERMS })

/** A buyer orders within the limit. */
async function buyWithin(admin, shop, accountId, ida) {
  const done = await pay(ida, await fillCart(ida.api, shop, ida.email, { "Linen shirt": 5 }))
  if (done.type !== "order") throw new Error(`Ida's order was refused: ${JSON.stringify(done.error)}`)
  const receivable = await until(
    async () => {
      const { receivables } = await admin.get(`/admin/customers/${accountId}/credit/receivables?limit=100`)
      return receivables.find(({ order_id }) => order_id === done.order.id)
    },
    { what: "Ida's invoice", deadlineMs: SETTLE_DEADLINE_MS },
  )
  say(
    `Ida orders five shirts on account: order #${done.order.display_id}, ${receivable.amount} USD, due ${receivable.due_at}.`,
  )
  return done.order
}

/** The store refuses a customer who is not a member. */
async function refuseStranger(shopper, shop, email) {
  const cart = await fillCart(shopper, shop, email, { "Enamel mug": 1 })
  const { payment_collection } = await shopper.post("/store/payment-collections", { cart_id: cart.id })
  const path = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  const { status, message } = await shopper.refused("POST", path, { provider_id: TERMS })
  say(`A guest who writes Ida's email address buys nothing on account: ${status} "${message}"`)
}

/** A buyer orders beyond the limit. The order waits until an admin user approves it. */
async function buyBeyond(admin, shop, tom) {
  const cart = await fillCart(tom.api, shop, tom.email, { "Linen shirt": 6 })
  const { reasons, shortfall } = await tom.api.get(`/store/carts/${cart.id}/credit-eligibility`)
  say(`Tom wants six shirts. Before he pays, the storefront knows: ${reasons[0]}, ${shortfall} USD are missing.`)
  const done = await pay(tom, cart)
  if (done.type !== "order") throw new Error(`Tom's order was refused: ${JSON.stringify(done.error)}`)
  const { approvals } = await admin.get("/admin/credit/approvals?limit=100")
  const waiting = approvals.find(({ order_id }) => order_id === done.order.id)
  if (!waiting) throw new Error("Tom's order does not wait for an approval")
  await admin.post(`/admin/credit/approvals/${done.order.id}/approve`)
  say(`The shop lets such orders wait: order #${done.order.display_id} is placed, and an admin user approves it.`)
  return done.order
}

async function receive(admin, accountId, { amount, reference }) {
  const account = `/admin/customers/${accountId}/credit`
  const key = `${reference}-${accountId}`
  await admin.post(`${account}/payments`, { amount, method: "bank transfer", reference, idempotency_key: key })
  return (await admin.get(account)).credit
}

async function receivePart(admin, accountId) {
  const credit = await receive(admin, accountId, { amount: PAYMENT, reference: "TRANSFER-1" })
  say(
    `${PAYMENT} USD come in. They pay what is due first: ${credit.current_balance} USD are still owed, ${credit.overdue_amount} overdue.`,
  )
}

/** A receipt captures the orders' payments, so the orders earn points. */
async function receiveRest(admin, accountId, orders, points) {
  const credit = await receive(admin, accountId, { amount: REST, reference: "TRANSFER-2" })
  const earned = []
  for (const order of orders) {
    earned.push((await points(admin, order, (now) => now === order.item_total * POINTS_PER_DOLLAR)).granted)
  }
  say(
    `The other ${REST} USD come in: ${credit.current_balance} USD are owed. Points come with the money: ${earned.join(" for Ida, ")} for Tom.`,
  )
}

async function printAging(admin, accountId) {
  const { aging } = await admin.get(`/admin/credit/aging?account_id=${accountId}`)
  const { buckets, balance } = aging.accounts[0]
  say(["current", "1-30", "31-60", "61-90", "90+", "owed"].map((title) => title.padStart(8)).join(""))
  const amounts = [...Object.values(buckets), balance]
  say(amounts.map((amount) => amount.toFixed(2).padStart(8)).join(""))
}

async function check(admin, accountId) {
  const { credit_check } = await admin.post(`/admin/customers/${accountId}/credit-check`)
  const { credit_score, credit_rating, recommended_credit_limit, reasons, status } = credit_check
  const limit = recommended_credit_limit === null ? "no limit" : `a limit of ${recommended_credit_limit} USD`
  say(
    `A credit check (${status}): ${credit_score ?? "no score"}, ${credit_rating ?? "not rated"}, recommends ${limit}. Its reasons:`,
  )
  for (const { text } of reasons) say(`- ${text}`)
}

/**
 * Tells the part of a company that buys on account.
 * @param {{ companyEmail: string, ida: object, tom: object }} buyers each with `id`, `email` and `api`, signed in
 * @param {(admin: object, order: object, isNew: (granted: number) => boolean) => Promise<{ granted: number }>} points waits for an
 * order's points
 */
export async function tellTradeCredit(admin, shopper, shop, buyers, points) {
  console.log("\nTrade credit")
  const accountId = await agree(admin, buyers)
  const idas = await buyWithin(admin, shop, accountId, buyers.ida)
  await refuseStranger(shopper, shop, buyers.ida.email)
  const toms = await buyBeyond(admin, shop, buyers.tom)
  await printAging(admin, accountId)
  await receivePart(admin, accountId)
  await printAging(admin, accountId)
  await check(admin, accountId)
  await receiveRest(admin, accountId, [idas, toms], points)
}
