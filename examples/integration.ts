// One customer from the first contact to a paid invoice, in a shop without the points programme: an ERP, a storefront and a
// receiver of webhooks, each with only the typed client (docs/client.md). `examples/integration.out` is its output; a test runs it
// on a fresh store and compares. `npm run demo` prints a publishable key and the file of the mails in its last lines. While it
// runs:
//   PUBLISHABLE_KEY=pk_… node -r ts-node/register/transpile-only examples/integration.ts
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { HttpTypes } from "@medusajs/framework/types"
import Medusa from "@medusajs/js-sdk"
// In a project of your own: "medusa-plugin-clientele/client"
import { isRefusal, type MedusaWithClientele, withClientele } from "../src/client"
import { askForCode } from "./lib/ask-for-code"
import { fillCart, type Wish } from "./lib/fill-cart"
import { type Inbox, openInbox } from "./lib/webhook-inbox"

type Print = (label: string, text: string) => void
type Clients = { owner: MedusaWithClientele; erp: MedusaWithClientele; trial: MedusaWithClientele }

/**
 * The store and a product for sale. `readCode` reads the code from the mailbox; `owner` is a client that is signed in as an admin
 * user.
 */
export type Shop = {
  baseUrl: string
  publishableKey: string
  admin: { email: string; password: string }
  country: string
  product: string
  readCode: (owner: MedusaWithClientele, email: string) => Promise<string>
}

const signedIn = { type: "jwt", jwtTokenStorageMethod: "memory" } as const
const DEADLINE_MS = 30_000

/** Polls until `holds`. The store awards points and sends webhooks after its answer. */
async function until<T>(read: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + DEADLINE_MS; ; await sleep(100)) {
    const found = await read()
    if (holds(found)) return found
    if (Date.now() > end) throw new Error(`not within ${DEADLINE_MS / 1000} s; last: ${JSON.stringify(found)}`)
  }
}

/** An admin user creates a live key for the ERP, and a test key for experiments. */
async function openClients({ baseUrl, admin }: Shop, print: Print): Promise<Clients> {
  const owner = withClientele(new Medusa({ baseUrl, auth: signedIn }))
  await owner.auth.login("user", "emailpass", admin)
  const clientOfKey = async (title: string, mode: "live" | "test") => {
    const { api_key } = await owner.admin.apiKey.create({ title, type: "secret" })
    await owner.admin.clientele.operation.setKeyMode(api_key.id, { mode })
    print(`A secret key is made for ${title}:`, mode)
    return withClientele(new Medusa({ baseUrl, apiKey: api_key.token }))
  }
  return { owner, erp: await clientOfKey("the ERP", "live"), trial: await clientOfKey("a trial", "test") }
}

/** A shopper signs up in the storefront; from then on, the ERP manages the customer. */
async function meet(shop: Shop, { erp, trial }: Clients, print: Print) {
  const storefront = withClientele(
    new Medusa({ baseUrl: shop.baseUrl, publishableKey: shop.publishableKey, auth: signedIn }),
  )
  const email = `ann-${randomUUID()}@example.com`
  await storefront.auth.register("customer", "emailpass", { email, password: "supersecret" })
  await storefront.store.customer.create({ email, first_name: "Ann", last_name: "Example" })
  await storefront.auth.login("customer", "emailpass", { email, password: "supersecret" })

  const { customers, contacts } = erp.admin.clientele
  const { customer, adopted } = await customers.create({
    email,
    company_name: "Example Ltd",
    is_business: true,
    external_id: `ERP-${randomUUID()}`,
    contacts: [{ name: "Tom Lee", title: "Purchasing", email: "tom@example.com" }],
  })
  print("The ERP manages who signed up:", `adopted ${adopted}, ${customer.name}`)
  await contacts.create(customer.id, { name: "Eve Ray", title: "Accounts", is_primary: true })
  const list = (await contacts.list(customer.id)).contacts
  print("Contacts:", list.map((one) => `${one.name}${one.is_primary ? ", primary" : ""}`).join("; "))
  const seen = await trial.admin.clientele.customers.retrieve(customer.id).catch((error: unknown) => error)
  print("The test key asks for that customer:", isRefusal(seen) ? `refused with ${seen.status}, ${seen.code}` : "seen")
  return { storefront, email, customerId: customer.id }
}

type Met = Awaited<ReturnType<typeof meet>>

/** The payment and the completion of a cart are Medusa's own routes, so js-sdk's own methods call them. */
async function pay({ storefront }: Met, cart: HttpTypes.StoreCart, provider_id: string): Promise<HttpTypes.StoreOrder> {
  await storefront.store.payment.initiatePaymentSession(cart, { provider_id })
  const done = await storefront.store.cart.complete(cart.id)
  if (done.type !== "order") throw new Error(`no order: ${done.error.message}`)
  return done.order
}

async function earnPoints(met: Met, { owner, erp }: Clients, wish: Wish, print: Print): Promise<void> {
  const { setting } = await owner.admin.clientele.loyalty.setSetting("loyalty_points_enabled", { value: true })
  print("Points are switched on:", `${setting.key} is ${setting.value}`)
  const order = await pay(met, await fillCart(met.storefront, wish), "pp_system_default")
  const { payment_collections } = (
    await owner.admin.order.retrieve(order.id, { fields: "*payment_collections.payments" })
  ).order
  await owner.admin.payment.capture(payment_collections[0]?.payments?.[0]?.id ?? "", {})
  const { loyalty } = await until(
    () => erp.admin.clientele.loyalty.retrieve(met.customerId),
    (found) => (found.loyalty?.points_balance ?? 0) > 0,
  )
  print(`An order of ${order.total} ${order.currency_code} is paid:`, `${loyalty?.points_balance} points`)
}

async function redeemPoints(met: Met, shop: Shop, { owner, erp }: Clients, wish: Wish, print: Print): Promise<void> {
  const { storefront, email } = met
  const { loyalty } = storefront.store.clientele
  const cart = await fillCart(storefront, wish)
  const { challenge_id } = await loyalty.sendCode({ email, cart_id: cart.id })
  const code = await shop.readCode(owner, email)
  const { redemption_token: token } = await loyalty.verifyCode({ email, code, challenge_id })
  const applied = await loyalty.apply(cart.id, { token, points: 100 })
  print(
    "A code of the mail puts 100 points on a cart:",
    `${applied.loyalty_redemption.discount_amount} off, ${applied.cart.total} to pay`,
  )
  await pay(met, applied.cart, "pp_system_default")
  const after = (await erp.admin.clientele.loyalty.retrieve(met.customerId)).loyalty
  print("The cart is completed:", `${after?.points_balance} points, ${after?.points_held} held`)
}

async function buyOnTerms(met: Met, { erp }: Clients, wish: Wish, print: Print): Promise<void> {
  const { credit } = erp.admin.clientele
  const terms = { currency_code: "usd", credit_limit: 500, payment_terms: "net_30" } as const
  const saved = (await credit.save(met.customerId, terms)).credit
  print(`Credit on ${saved.payment_terms}:`, `${saved.available} available`)
  const cart = await fillCart(met.storefront, wish)
  const { eligible } = await met.storefront.store.clientele.credit.eligibility(cart.id)
  const order = await pay(met, cart, "pp_credit_terms")
  print(`An order of ${order.total} on terms:`, `eligible ${eligible}`)
  const owed = async () => (await credit.receivables(met.customerId, { status: "open" })).receivables
  const [item] = await until(owed, (some) => some.length === 1)
  print("The customer owes:", `${item?.open_amount}, ${item?.status}`)

  const half = Number(order.total) / 2
  const { entry } = await credit.recordPayment(met.customerId, {
    ...{ amount: order.total, reference: "transfer 1", idempotency_key: `transfer-${order.id}` },
    allocations: [{ receivable_id: item?.id ?? "", amount: half }],
  })
  const partly = (await credit.retrieve(met.customerId)).credit
  print(
    `A payment of ${-entry.amount}, ${half} of it for the order:`,
    `balance ${partly?.current_balance}, unapplied ${partly?.unapplied}`,
  )
  await credit.allocate(met.customerId, {
    entry_id: entry.id,
    allocations: [{ receivable_id: item?.id ?? "", amount: half }],
  })
  const left = (await owed()).length
  print("The rest is allocated:", `${left} open items`)
  const { credit: own } = await met.storefront.store.clientele.credit.retrieve()
  print("The shopper sees:", `${own?.available} available`)
}

/** Messages about the customer by subject, sorted by name. */
async function showMessages(inbox: Inbox, { customerId }: Met, print: Print): Promise<void> {
  const mine = async () =>
    inbox
      .messages()
      .filter(({ data }) => [data.customer_ids, data.customer_id, data.account_id].flat().includes(customerId))
  const last = [
    "credit.payment_allocated",
    "credit.receivable_paid",
    "points.redeemed",
    "contact.created",
    "customer.updated",
  ]
  await until(mine, (some) => last.every((name) => some.some(({ type }) => type === `clientele.${name}`)))
  const subjects = new Map<string, string[]>()
  for (const { subject, type } of await mine()) {
    const about = subject.split(":")[0] ?? ""
    subjects.set(about, [...(subjects.get(about) ?? []), type.replace("clientele.", "")])
  }
  print("Messages:", `${inbox.refused()} with a wrong signature`)
  for (const [about, types] of [...subjects].sort()) print(`  ${about}:`, types.sort().join(", "))
}

/** Runs from the first contact to the paid invoice and prints each step. Creates one customer and three orders. */
export async function integration(shop: Shop, printLine: (line: string) => void): Promise<void> {
  const print: Print = (label, text) => printLine(`${label.padEnd(49)}${text}`)
  const clients = await openClients(shop, print)
  const inbox = await openInbox()
  const { webhooks } = clients.owner.admin.clientele
  const { webhook, secret } = await webhooks.create({ url: inbox.url, events: ["clientele.*"] })
  try {
    inbox.trust(secret)
    const met = await meet(shop, clients, print)
    const wish = { email: met.email, country: shop.country, product: shop.product }
    await earnPoints(met, clients, { ...wish, quantity: 7 }, print)
    await redeemPoints(met, shop, clients, { ...wish, quantity: 1 }, print)
    await buyOnTerms(met, clients, { ...wish, quantity: 2 }, print)
    await showMessages(inbox, met, print)
  } finally {
    await webhooks.delete(webhook.id)
    await inbox.close()
  }
}

if (require.main === module) {
  const { BASE = "http://localhost:9000", PUBLISHABLE_KEY: publishableKey } = process.env
  if (!publishableKey) throw new Error("set PUBLISHABLE_KEY")
  const admin = { email: "owner@example.com", password: "supersecret" }
  const shop = { baseUrl: BASE, publishableKey, admin, country: "us", product: "Linen shirt", readCode: askForCode }
  void integration(shop, console.log)
}
