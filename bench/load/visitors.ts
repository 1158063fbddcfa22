import type { HttpTypes } from "@medusajs/framework/types"
import type { Customer } from "../../integration-tests/helpers/shop"
import { PAYMENT_PROVIDERS, type ShopParts } from "../../integration-tests/helpers/shop-setup"
import { POINTS } from "../lib/carts"
import { type Caller, Over, Refused } from "./calls"
import type { CodeMails } from "./code-mails"
import type { Floor } from "./shop-floor"

/** An order that the store confirmed. */
export type Acknowledged = { id: string; how: "points" | "terms"; captured: boolean }

/** Everything that visitors need, besides the caller. */
export type Scene = {
  parts: ShopParts
  floor: Floor
  adminToken: string
  mails: CodeMails
  /** Makes a mailbox with points for one shopper. */
  newShopper: (points: number) => Promise<string>
  orders: Acknowledged[]
  /** Messages of unexpected errors; refused calls are counted with the calls. */
  problems: string[]
}

type Walk = (scene: Scene, caller: Caller, dice: () => number) => Promise<void>
type CartAnswer = HttpTypes.StoreCartResponse
type Completed = { type: string; order: HttpTypes.StoreOrder }

const pick = <T>(list: readonly T[], dice: () => number): T => list[Math.floor(dice() * list.length)] as T

let visits = 0

async function makeCart({ parts }: Scene, { call }: Caller, email: string, token?: string): Promise<string> {
  const body = {
    region_id: parts.regions.usd?.id,
    email,
    shipping_address: { first_name: "Sam", address_1: "2 Side Street", city: "Town", country_code: "us" },
    items: [{ variant_id: parts.variants.download, quantity: 2 }],
  }
  return (await call<CartAnswer>("make a cart", "POST", "/store/carts", { body, ...(token ? { token } : {}) })).cart.id
}

async function complete({ call }: Caller, kind: string, cartId: string, provider: string, token?: string) {
  const auth = token ? { token } : {}
  const { payment_collection } = await call<HttpTypes.StorePaymentCollectionResponse>(
    "begin to pay",
    "POST",
    "/store/payment-collections",
    { body: { cart_id: cartId }, ...auth },
  )
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await call("begin to pay", "POST", sessions, { body: { provider_id: provider }, ...auth })
  return (await call<Completed>(kind, "POST", `/store/carts/${cartId}/complete`, { body: {}, ...auth })).order
}

/** Looks at goods and abandons a cart. */
const browse: Walk = async (scene, caller) => {
  const region = scene.parts.regions.usd?.id
  await caller.call("list products", "GET", `/store/products?limit=20&region_id=${region}`)
  visits += 1
  const cartId = await makeCart(scene, caller, `visitor-${visits}@example.com`)
  const line = { variant_id: scene.parts.variants.licence, quantity: 1 }
  await caller.call("add to a cart", "POST", `/store/carts/${cartId}/line-items`, { body: line })
  await caller.call("read a cart", "GET", `/store/carts/${cartId}`)
}

/** Verifies a mailbox with a code, pays a part with points, and lets the rest be captured. */
const redeem: Walk = async (scene, caller) => {
  const { call } = caller
  const email = await scene.newShopper(POINTS)
  const cartId = await makeCart(scene, caller, email)
  visits += 1
  // RFC 2544 reserves 198.18.0.0/15 for benchmarks. Each shopper has a network of their own.
  const network = `198.18.${(visits >> 8) & 255}.${visits & 255}`
  const { challenge_id } = await call<{ challenge_id: string }>(
    "send a code",
    "POST",
    "/store/loyalty/redemption/send-otp",
    {
      ...{ body: { email, cart_id: cartId }, network },
    },
  )
  const code = await scene.mails.codeFor(email)
  const { redemption_token } = await call<{ redemption_token: string }>(
    "verify a code",
    "POST",
    "/store/loyalty/redemption/verify-otp",
    { body: { email, code, challenge_id }, network },
  )
  const body = { token: redemption_token, points: POINTS }
  await call("apply points", "POST", `/store/carts/${cartId}/loyalty-redemption`, { body })
  const { id } = await complete(caller, "complete with points", cartId, PAYMENT_PROVIDERS.manual)
  const acknowledged: Acknowledged = { id, how: "points", captured: false }
  scene.orders.push(acknowledged)
  const token = scene.adminToken
  const { order } = await call<HttpTypes.AdminOrderResponse>(
    "admin: an order",
    "GET",
    `/admin/orders/${id}?fields=id,*payment_collections.payments`,
    { token },
  )
  const paymentId = order.payment_collections[0]?.payments?.[0]?.id
  await call("admin: capture", "POST", `/admin/payments/${paymentId}/capture`, { body: {}, token })
  acknowledged.captured = true
}

/** Orders on account, as a buyer of a company. */
const buyOnTerms: Walk = async (scene, caller, dice) => {
  const { email, token }: Customer = pick(scene.floor.buyers, dice)
  const cartId = await makeCart(scene, caller, email, token)
  await caller.call("ask for eligibility", "GET", `/store/carts/${cartId}/credit-eligibility`, { token })
  const { id } = await complete(caller, "complete on terms", cartId, PAYMENT_PROVIDERS.terms, token)
  scene.orders.push({ id, how: "terms", captured: false })
}

/** Reads lists and pages, as an admin user. */
const administer: Walk = async ({ floor, adminToken: token }, { call }, dice) => {
  const account = pick(floor.accountIds, dice)
  const [kind, path] = pick(
    [
      ["admin: customers", "/admin/customer-profiles?limit=20"],
      ["admin: customers by name", "/admin/customer-profiles?limit=20&q=adams"],
      ["admin: points accounts", "/admin/loyalty/accounts?limit=20"],
      ["admin: open items", "/admin/credit/receivables?limit=50"],
      ["admin: a credit account", `/admin/customers/${account}/credit`],
      ["admin: a timeline", `/admin/customers/${account}/timeline?limit=20`],
      ["admin: deliveries", `/admin/webhooks/${floor.webhookId}/deliveries?limit=20`],
    ] as const,
    dice,
  )
  await call(kind, "GET", path, { token })
}

/** Share of each kind among a hundred visits. */
const MIX: readonly (readonly [number, Walk])[] = [
  [45, browse],
  [15, redeem],
  [15, buyOnTerms],
  [25, administer],
]

/** Makes one visit of each kind, so that no measured call is the first of its kind. @throws if a call is refused */
export async function warmUp(scene: Scene, caller: Caller): Promise<void> {
  await Promise.all(MIX.map(([, walk]) => walk(scene, caller, diceOf(1))))
}

function walkOf(dice: () => number): Walk {
  let left = dice() * 100
  for (const [share, walk] of MIX) {
    left -= share
    if (left < 0) return walk
  }
  return browse
}

/** Pseudo-random numbers from 0 to below 1, the same for each seed (mulberry32, public domain). */
export function diceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Runs one visitor, visit after visit, until `over`. A refused call ends the visit. */
export async function visit(scene: Scene, caller: Caller, seed: number, over: () => boolean): Promise<void> {
  const dice = diceOf(seed)
  while (!over()) {
    try {
      await walkOf(dice)(scene, caller, dice)
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Over)) scene.problems.push((error as Error).message)
    }
  }
}
