import { until } from "../lib/net.mjs"
import { createApi } from "./api.mjs"
import { tellBusiness } from "./business.mjs"
import { placeOrder } from "./checkout.mjs"
import { tellRedemption } from "./redemption.mjs"
import { tellTradeCredit } from "./trade-credit.mjs"

const PASSWORD = "supersecret"
const AWARD_DEADLINE_MS = 60_000
const POINTS_PER_DOLLAR = 10
const REDEEMED = 500

const say = (line) => console.log(`  ${line}`)

async function register(url, shopper, email) {
  const auth = createApi(url)
  const { token } = await auth.post("/auth/customer/emailpass/register", { email, password: PASSWORD })
  const profile = { email, first_name: "Rita", last_name: "Regular" }
  await shopper.as({ authorization: `Bearer ${token}` }).post("/store/customers", profile)
  const session = await auth.post("/auth/customer/emailpass", { email, password: PASSWORD })
  return shopper.as({ authorization: `Bearer ${session.token}` })
}

/** Registers a customer and signs them in. */
async function buyer(url, shopper, email) {
  const api = await register(url, shopper, email)
  const { customer } = await api.get("/store/customers/me")
  return { id: customer.id, email, api }
}

async function paymentOf(admin, order) {
  const fields = "id,*payment_collections.payments"
  const { order: found } = await admin.get(`/admin/orders/${order.id}?fields=${fields}`)
  return found.payment_collections.flatMap(({ payments }) => payments)[0]
}

async function pay(admin, order) {
  await admin.post(`/admin/payments/${(await paymentOf(admin, order)).id}/capture`)
}

/** Waits until the award job has posted the order's points. */
async function points(admin, order, isNew) {
  return until(
    async () => {
      const { order_loyalty } = await admin.get(`/admin/orders/${order.id}/loyalty`)
      return order_loyalty.granted === order_loyalty.target && isNew(order_loyalty.granted) ? order_loyalty : undefined
    },
    { what: `the points of order #${order.display_id}`, deadlineMs: AWARD_DEADLINE_MS },
  )
}

const columns = (cells) =>
  cells.map(([text, width]) => (width < 0 ? text.padStart(-width) : text.padEnd(width))).join("  ")

function ledgerTable(accounts) {
  const rows = accounts.flatMap(({ email, loyalty }) => loyalty.ledger.map((entry) => ({ email, ...entry })))
  rows.sort((a, b) => a.created_at.localeCompare(b.created_at))
  const width = Math.max(...accounts.map(({ email }) => email.length))
  const line = (time, email, reason, change, balance) =>
    columns([
      [time, 8],
      [email, width],
      [reason, 15],
      [change, -6],
      [balance, -7],
    ]).trimEnd()
  const signed = (number) => (number > 0 ? `+${number}` : String(number))
  return [
    line("time", "mailbox", "reason", "points", "balance"),
    ...rows.map(({ created_at, email, reason, points: change, balance_after }) =>
      line(created_at.slice(11, 19), email, reason, signed(change), String(balance_after)),
    ),
  ]
}

async function printAccounts(admin, people) {
  const accounts = []
  for (const { name, email, customerId } of people) {
    const { loyalty } = await admin.get(`/admin/customers/${customerId}/loyalty`)
    accounts.push({ email, loyalty })
    say(`${name}: balance ${loyalty.points_balance}, available ${loyalty.points_available} (${email})`)
  }
  console.log("\nLedger")
  for (const line of ledgerTable(accounts)) say(line)
}

async function printLiability(admin) {
  const today = new Date().toISOString().slice(0, 10)
  const { report } = await admin.get(`/admin/loyalty/report?from=${today}&to=${today}`)
  console.log("\nLiability")
  for (const { points: outstanding, amount, currency_code } of report.liability) {
    say(`${outstanding} points outstanding, worth ${amount ?? "?"} ${currency_code.toUpperCase()} as a discount`)
  }
}

async function switchOn(admin) {
  await admin.put("/admin/loyalty/settings/loyalty_points_per_currency_unit", { value: POINTS_PER_DOLLAR })
  await admin.put("/admin/loyalty/settings/loyalty_points_enabled", { value: true })
  say(`The programme is switched on: ${POINTS_PER_DOLLAR} points for each dollar, 100 points are worth one.`)
}

/** A guest orders and earns points. @returns the order */
async function tellGuest(admin, shopper, shop, { email }) {
  const order = await placeOrder(shopper, shop, email, { "Linen shirt": 1, "Enamel mug": 1 })
  say(
    `A guest orders a shirt and a mug: order #${order.display_id}, ${order.total} USD. Nothing is paid, nothing earned.`,
  )
  await pay(admin, order)
  const { granted } = await points(admin, order, (now) => now > 0)
  say(`The guest pays and earns ${granted} points: goods count, shipping does not.`)
  return order
}

/** A registered customer orders, earns points and gets a refund. @returns the order */
async function tellRegular(url, admin, shopper, shop, { email }) {
  const member = await register(url, shopper, email)
  const order = await placeOrder(member, shop, email, { "Linen shirt": 2 })
  await pay(admin, order)
  const { granted } = await points(admin, order, (now) => now > 0)
  say(`A registered customer orders two shirts: order #${order.display_id}, pays and earns ${granted} points.`)
  await admin.post(`/admin/payments/${(await paymentOf(admin, order)).id}/refund`, { amount: 40 })
  const left = await points(admin, order, (now) => now < granted)
  say(`40 USD of it are refunded: ${granted - left.granted} points are taken back, ${left.granted} stay.`)
  return order
}

/** The guest's points pay a part of an order, and the rest earns points. */
async function tellSpending(admin, shopper, shop, guest, query) {
  const balance = async () => (await admin.get(`/admin/customers/${guest.customerId}/loyalty`)).loyalty
  const order = await tellRedemption(shopper, shop, { email: guest.email, points: REDEEMED, balance }, query)
  await pay(admin, order)
  const { granted } = await points(admin, order, (now) => now > 0)
  say(`It is paid and earns ${granted} points: on what was paid in money.`)
}

/** A business customer places two orders, and one of them earns points. */
async function tellCompany(admin, shopper, shop, business) {
  business.customerId = await tellBusiness(admin, business.email, async (items, isPaid) => {
    const order = await placeOrder(shopper, shop, business.email, items)
    if (isPaid) {
      await pay(admin, order)
      await points(admin, order, (now) => now > 0)
    }
    return order
  })
}

/**
 * Tells one story over HTTP, as a storefront and the shop's admin users would act.
 * @param {(sql: string, values: unknown[]) => Promise<object[]>} query on the store's database
 * @returns email addresses to sign in with, and the password of all of them
 */
export async function tellStory(url, admin, shop, query) {
  const shopper = createApi(url, { "x-publishable-api-key": shop.publishableKey })
  // A second run on the same database needs new people.
  const run = Date.now().toString(36)
  const guest = { name: "guest", email: `guest-${run}@example.com` }
  const regular = { name: "registered customer", email: `rita-${run}@example.com` }
  const business = { name: "business customer", email: `cafe-${run}@example.com` }
  const customerOf = async (order) =>
    (await admin.get(`/admin/orders/${order.id}?fields=customer_id`)).order.customer_id

  console.log("\nEarning")
  await switchOn(admin)
  guest.customerId = await customerOf(await tellGuest(admin, shopper, shop, guest))
  regular.customerId = await customerOf(await tellRegular(url, admin, shopper, shop, regular))
  await tellSpending(admin, shopper, shop, guest, query)
  await tellCompany(admin, shopper, shop, business)

  const buyers = {
    companyEmail: `kitchens-${run}@example.com`,
    ida: await buyer(url, shopper, `ida-${run}@example.com`),
    tom: await buyer(url, shopper, `tom-${run}@example.com`),
  }
  await tellTradeCredit(admin, shopper, shop, buyers, points)

  console.log("\nBalances")
  await printAccounts(admin, [guest, regular, business])
  await printLiability(admin)
  return { regular: regular.email, buyer: buyers.ida.email, password: PASSWORD }
}
