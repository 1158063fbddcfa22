import type { HttpTypes } from "@medusajs/framework/types"
import { type Api, adminApi, createApi, storeApi } from "./api"
import { adminActions, type OrderActions } from "./order-actions"
import {
  DEFAULT_REGIONS,
  NOT_SENT,
  PAYMENT_PROVIDERS,
  type ProductName,
  type RegionPlan,
  readShopParts,
  type ShippingName,
  type ShopParts,
  setUpShop,
} from "./shop-setup"

/** A registered, signed-in customer. */
export type Customer = { id: string; email: string; token: string }

/** The order's data. Default: one shirt, standard shipping, in dollars, by a new guest. */
export type OrderPlan = {
  /** The shopper. A guest's address wins over the customer's own. */
  email?: string
  customer?: Customer
  /** Currency code of the region. */
  region?: string
  product?: ProductName
  quantity?: number
  /** Further lines beside the first. */
  also?: { product: ProductName; quantity: number }[]
  /** `none` is for a cart that is never completed. Goods that are not sent never have shipping. */
  shipping?: ShippingName | "none"
  promoCodes?: string[]
  /** Capture the whole payment right after the order. */
  capture?: boolean
  /** The payment method: `manual` is captured later, `instant` at the authorisation. */
  payment?: keyof typeof PAYMENT_PROVIDERS
}

/** An order in the admin API. */
export type Order = HttpTypes.AdminOrder

/** A seeded store with the actions for tests. Amounts are in major units of the order's currency. */
export type Shop = ShopParts &
  OrderActions & {
    url: string
    admin: Api
    /** The store API as a guest. */
    guest: Api
    /** The store API as a customer. */
    as: (customer: Customer) => Api
    register: (email?: string) => Promise<Customer>
    /** A cart with goods, address and shipping, one step before payment. */
    fillCart: (plan?: OrderPlan) => Promise<HttpTypes.StoreCart>
    /** Authorises the payment and completes the cart. @throws if Medusa answers with the cart instead of an order */
    completeCart: (cartId: string, plan?: Pick<OrderPlan, "payment" | "customer">) => Promise<Order>
    placeOrder: (plan?: OrderPlan) => Promise<Order>
  }

export const PASSWORD = "supersecret"
let people = 0

/** An address that is new in this process. */
export function newEmail(name = "shopper"): string {
  people += 1
  return `${name}-${process.pid}-${people}@example.com`
}

async function register(url: string, guest: Api, email: string): Promise<Customer> {
  const auth = createApi(url)
  const credentials = { email, password: PASSWORD }
  const registration = await auth.post<{ token: string }>("/auth/customer/emailpass/register", credentials)
  const answer = await guest.send<HttpTypes.StoreCustomerResponse>(
    "POST",
    "/store/customers",
    { email, first_name: "Sam", last_name: "Shopper" },
    { authorization: `Bearer ${registration.token}` },
  )
  if (answer.status !== 200) throw new Error(`cannot register ${email}: ${JSON.stringify(answer.body)}`)
  const { token } = await auth.post<{ token: string }>("/auth/customer/emailpass", credentials)
  return { id: answer.body.customer.id, email, token }
}

async function fillCart(parts: ShopParts, buyer: Api, plan: OrderPlan): Promise<HttpTypes.StoreCart> {
  const region = parts.regions[plan.region ?? "usd"]
  if (!region) throw new Error(`the shop has no region for ${plan.region}`)
  const address = {
    first_name: "Sam",
    last_name: "Shopper",
    address_1: "2 Side Street",
    city: "Town",
    postal_code: "10001",
    country_code: region.country,
  }
  const lines = [{ product: plan.product ?? "shirt", quantity: plan.quantity ?? 1 }, ...(plan.also ?? [])]
  const { cart } = await buyer.post<HttpTypes.StoreCartResponse>("/store/carts", {
    region_id: region.id,
    email: plan.email ?? plan.customer?.email ?? newEmail("guest"),
    shipping_address: address,
    billing_address: address,
    items: lines.map(({ product, quantity }) => ({ variant_id: parts.variants[product], quantity })),
    promo_codes: plan.promoCodes,
  })
  if (plan.shipping === "none" || lines.every(({ product }) => NOT_SENT.includes(product))) return cart
  const option = { option_id: parts.shipping[plan.shipping ?? "standard"] }
  const shipped = await buyer.post<HttpTypes.StoreCartResponse>(`/store/carts/${cart.id}/shipping-methods`, option)
  return shipped.cart
}

async function completeCart(buyer: Api, cartId: string, payment: keyof typeof PAYMENT_PROVIDERS): Promise<string> {
  const collection = await buyer.post<HttpTypes.StorePaymentCollectionResponse>("/store/payment-collections", {
    cart_id: cartId,
  })
  const sessions = `/store/payment-collections/${collection.payment_collection.id}/payment-sessions`
  await buyer.post(sessions, { provider_id: PAYMENT_PROVIDERS[payment] })
  const done = await buyer.post<HttpTypes.StoreCompleteCartResponse>(`/store/carts/${cartId}/complete`)
  if (done.type !== "order") throw new Error(`no order: ${JSON.stringify(done.error)}`)
  return done.order.id
}

/**
 * Seeds a shop into a fresh store and returns the actions of shoppers and of a shop keeper. If the database already has the
 * usual shop (`createShopDatabase`), it is used as it is.
 * @param store for example the result of `startStore`
 */
export async function openShop(store: { url: string }, options: { regions?: RegionPlan[] } = {}): Promise<Shop> {
  const admin = await adminApi(store.url)
  const parts = options.regions ? undefined : await readShopParts(admin)
  return enterShop(store, parts ?? (await setUpShop(admin, options.regions ?? DEFAULT_REGIONS)), admin)
}

/** The same actions in an existing shop, for example through another server of the same database. */
export async function enterShop(store: { url: string }, parts: ShopParts, signedIn?: Api): Promise<Shop> {
  const admin = signedIn ?? (await adminApi(store.url))
  const guest = storeApi(store.url, parts.publishableKey)
  const as = (customer: Customer) => storeApi(store.url, parts.publishableKey, customer.token)
  const buyerOf = (plan: { customer?: Customer }) => (plan.customer ? as(plan.customer) : guest)
  const actions = adminActions(admin, parts)

  const complete: Shop["completeCart"] = async (cartId, plan = {}) =>
    actions.order(await completeCart(buyerOf(plan), cartId, plan.payment ?? "manual"))
  return {
    ...parts,
    ...actions,
    url: store.url,
    admin,
    guest,
    as,
    register: (email = newEmail("customer")) => register(store.url, guest, email),
    fillCart: (plan = {}) => fillCart(parts, buyerOf(plan), plan),
    completeCart: complete,
    placeOrder: async (plan = {}) => {
      const cart = await fillCart(parts, buyerOf(plan), plan)
      const order = await complete(cart.id, plan)
      return plan.capture ? actions.capture(order) : order
    },
  }
}

export { PRICES } from "./shop-setup"
