import { until } from "../lib/net.mjs"
import { createApi } from "./api.mjs"

const PASSWORD = "supersecret"
const AWARD_DEADLINE_MS = 60_000

const say = (line) => console.log(`  ${line}`)

async function register(url, shopper, email) {
  const auth = createApi(url)
  const { token } = await auth.post("/auth/customer/emailpass/register", { email, password: PASSWORD })
  const profile = { email, first_name: "Rita", last_name: "Regular" }
  await shopper.as({ authorization: `Bearer ${token}` }).post("/store/customers", profile)
  const session = await auth.post("/auth/customer/emailpass", { email, password: PASSWORD })
  return shopper.as({ authorization: `Bearer ${session.token}` })
}

async function placeOrder(shopper, shop, email, items) {
  const address = {
    first_name: "Sam",
    last_name: "Shopper",
    address_1: "2 Side Street",
    city: "Town",
    postal_code: "10001",
    country_code: shop.country,
  }
  const { cart } = await shopper.post("/store/carts", {
    region_id: shop.regionId,
    email,
    shipping_address: address,
    billing_address: address,
    items: Object.entries(items).map(([title, quantity]) => ({ variant_id: shop.variants[title], quantity })),
  })
  await shopper.post(`/store/carts/${cart.id}/shipping-methods`, { option_id: shop.shippingOptionId })
  const { payment_collection } = await shopper.post("/store/payment-collections", { cart_id: cart.id })
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await shopper.post(sessions, { provider_id: "pp_system_default" })
  const done = await shopper.post(`/store/carts/${cart.id}/complete`)
  if (done.type !== "order") throw new Error(`the cart was not completed: ${JSON.stringify(done.error)}`)
  return done.order
}

async function paymentOf(admin, order) {
  const fields = "id,*payment_collections.payments"
  const { order: found } = await admin.get(`/admin/orders/${order.id}?fields=${fields}`)
  return found.payment_collections.flatMap(({ payments }) => payments)[0]
}

async function pay(admin, order) {
  await admin.post(`/admin/payments/${(await paymentOf(admin, order)).id}/capture`)
}

/** Waits until the award job has posted what the order is to have. */
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

/**
 * One story, told over HTTP as a storefront and a shop's staff would do it.
 * @returns the registered customer's address
 */
export async function tellStory(url, admin, shop) {
  const shopper = createApi(url, { "x-publishable-api-key": shop.publishableKey })
  // A second run on the same database meets other people.
  const run = Date.now().toString(36)
  const guest = { name: "guest", email: `guest-${run}@example.com` }
  const regular = { name: "registered customer", email: `rita-${run}@example.com` }

  console.log("\nStory")
  await admin.put("/admin/loyalty/settings/loyalty_points_enabled", { value: true })
  say("The programme is switched on.")

  const first = await placeOrder(shopper, shop, guest.email, { "Linen shirt": 1, "Enamel mug": 1 })
  say(
    `A guest orders a shirt and a mug: order #${first.display_id}, ${first.total} USD. Nothing is paid, nothing earned.`,
  )
  await pay(admin, first)
  const guestPoints = await points(admin, first, (granted) => granted > 0)
  say(`The guest pays and earns ${guestPoints.granted} points: goods count, shipping does not.`)

  const member = await register(url, shopper, regular.email)
  const second = await placeOrder(member, shop, regular.email, { "Linen shirt": 2 })
  await pay(admin, second)
  const earned = await points(admin, second, (granted) => granted > 0)
  say(`A registered customer orders two shirts: order #${second.display_id}, pays and earns ${earned.granted} points.`)

  await admin.post(`/admin/payments/${(await paymentOf(admin, second)).id}/refund`, { amount: 40 })
  const left = await points(admin, second, (granted) => granted < earned.granted)
  say(`40 USD of it are refunded: ${earned.granted - left.granted} points are taken back, ${left.granted} stay.`)

  console.log("\nBalances")
  for (const [person, order] of [
    [guest, first],
    [regular, second],
  ]) {
    const { order: found } = await admin.get(`/admin/orders/${order.id}?fields=customer_id`)
    person.customerId = found.customer_id
  }
  await printAccounts(admin, [guest, regular])
  await printLiability(admin)
  return regular.email
}
