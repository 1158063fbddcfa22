import { until } from "../lib/net.mjs"

const FIGURES_DEADLINE_MS = 60_000

const say = (line) => console.log(`  ${line}`)

const address = (address_1, city) => ({ address_1, city, province: "NY", postal_code: "10001", country_code: "us" })

const CONTACTS = [
  { name: "Ida Berg", title: "Purchasing" },
  { name: "Tom Reed", title: "Kitchen" },
]

/** @returns the customer, with contacts and addresses */
async function makeCustomer(admin, email) {
  const { customer } = await admin.post("/admin/customer-profiles", {
    name: "Harbour Café Ltd",
    is_business: true,
    email,
    tax_id: "98-7654321",
    payment_terms: "net_30",
    contacts: CONTACTS.map((contact, index) => ({ ...contact, is_primary: index === 0 })),
    billing_address: address("1 Office Row", "New York"),
    shipping_address: address("2 Pier", "New York"),
    addresses: [address("3 Depot", "Buffalo")],
  })
  const names = customer.contacts.map(
    ({ name, title, is_primary }) => `${name} (${title}${is_primary ? ", primary" : ""})`,
  )
  say(
    `The staff makes ${customer.name}, ${customer.payment_terms}, with ${names.length} contacts: ${names.join(", ")}.`,
  )
  return customer
}

async function addAddress(admin, customer) {
  const path = `/admin/customers/${customer.id}/addresses`
  const fourth = { ...address("4 Beach Hut", "Montauk"), first_name: "Ida" }
  const { status, message } = await admin.refused("POST", path, fourth)
  const cities = customer.addresses.map(({ address_1 }) => address_1)
  say(`It has ${cities.length} addresses: ${cities.join(", ")}. A fourth is refused: ${status} "${message}"`)
}

async function writeNote(admin, customer) {
  const path = `/admin/customers/${customer.id}/notes`
  const { note } = await admin.post(path, { body: "Deliver before eight." })
  say(`A note is kept, with its date and author: ${note.created_at.slice(0, 10)} "${note.body}"`)
}

/** Prints the figures once they contain both orders and the payment. */
async function analyse(admin, customer, revenue, paid) {
  const path = `/admin/customers/${customer.id}/analytics?period=90d`
  return until(
    async () => {
      const { analytics } = await admin.get(path)
      const { overview, financial_summary } = analytics
      const isThere = overview.lifetime_value === paid && financial_summary.total_revenue === revenue
      return isThere ? analytics : undefined
    },
    { what: `the figures of ${customer.name}`, deadlineMs: FIGURES_DEADLINE_MS },
  )
}

/**
 * Tells the part of a business customer with contacts, addresses, notes and figures.
 * @param {string} email
 * @param {(items: Record<string, number>, isPaid: boolean) => Promise<{ total: number }>} order places an order of the customer
 * @returns the customer's id
 */
export async function tellBusiness(admin, email, order) {
  console.log("\nA business customer")
  const customer = await makeCustomer(admin, email)
  await addAddress(admin, customer)
  await writeNote(admin, customer)
  const paid = await order({ "Linen shirt": 10 }, true)
  const open = await order({ "Enamel mug": 6 }, false)
  say(
    `It orders ten shirts for ${paid.total} USD, which are paid, and six mugs for ${open.total} USD, which are not yet.`,
  )
  const figures = await analyse(admin, customer, paid.total + open.total, paid.total)
  const { overview, financial_summary, top_products, customer_segment, risk_score } = figures
  say(
    `Its last 90 days: ${overview.total_orders} orders, ${financial_summary.total_revenue} USD, ${overview.avg_order_value} on average, ` +
      `${overview.lifetime_value} received; mostly "${top_products[0].product_name}"; ${customer_segment}, risk ${risk_score}.`,
  )
  return customer.id
}
