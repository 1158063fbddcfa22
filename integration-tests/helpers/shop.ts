import type { HttpTypes } from "@medusajs/framework/types"
import { type Api, adminApi, createApi, storeApi } from "./api"
import { type Copies, cartCopies, type Owner, orderCopies } from "./copies"
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
import type { Store } from "./store-server"

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
    /** A cart with goods, address and shipping, one step before payment. With `copies`, a copy of an earlier one. */
    fillCart: (plan?: OrderPlan) => Promise<HttpTypes.StoreCart>
    /** A cart whose payment is begun, one call before the order. With `copies`, a copy as well. */
    cartToComplete: (plan?: OrderPlan) => Promise<HttpTypes.StoreCart>
    /** Authorises the payment and completes the cart. @throws if Medusa answers with the cart instead of an order */
    completeCart: (cartId: string, plan?: Pick<OrderPlan, "payment" | "customer">) => Promise<Order>
    placeOrder: (plan?: OrderPlan) => Promise<Order>
    /**
     * An order as `placeOrder` makes it, for tests of the steps after an order. With `copies`, a copy of the first one of its
     * plan, for which Medusa emits no events.
     */
    orderFromBefore: (plan?: OrderPlan) => Promise<Order>
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

async function beginPayment(buyer: Api, cartId: string, payment: keyof typeof PAYMENT_PROVIDERS): Promise<void> {
  const collection = await buyer.post<HttpTypes.StorePaymentCollectionResponse>("/store/payment-collections", {
    cart_id: cartId,
  })
  const sessions = `/store/payment-collections/${collection.payment_collection.id}/payment-sessions`
  await buyer.post(sessions, { provider_id: PAYMENT_PROVIDERS[payment] })
}

/** @returns the order's id */
async function complete(buyer: Api, cartId: string): Promise<string> {
  const done = await buyer.post<HttpTypes.StoreCompleteCartResponse>(`/store/carts/${cartId}/complete`)
  if (done.type !== "order") throw new Error(`no order: ${JSON.stringify(done.error)}`)
  return done.order.id
}

/** The owner of a plan's cart or order, if the plan can be copied. */
function ownerOf({ customer, email, promoCodes }: OrderPlan): Owner | undefined {
  if (promoCodes || (customer && email) || email !== email?.toLowerCase()) return undefined
  return { customerId: customer?.id, email: email ?? customer?.email ?? newEmail("guest") }
}

/** The parts of a store that a shop needs, from `startStore`. */
type ShopStore = Pick<Store, "url"> & Partial<Pick<Store, "output" | "database">>
type ShopOptions = {
  regions?: RegionPlan[]
  /** Whether carts of one plan are copies of the first one, in a store that takes scripts (ADR 0077). */
  copies?: boolean
}

/**
 * Seeds a shop into a fresh store and returns the actions of shoppers and of a shop keeper. If the database already has the
 * usual shop (`createShopDatabase`), it is used as it is.
 * @param store for example the result of `startStore`
 */
export async function openShop(store: ShopStore, options: ShopOptions = {}): Promise<Shop> {
  const admin = await adminApi(store.url)
  const parts = options.regions ? undefined : await readShopParts(admin)
  return enterShop(store, parts ?? (await setUpShop(admin, options.regions ?? DEFAULT_REGIONS)), admin, options)
}

/** The same actions in an existing shop, for example through another server of the same database. */
export async function enterShop(
  store: ShopStore,
  parts: ShopParts,
  signedIn?: Api,
  { copies = false }: ShopOptions = {},
): Promise<Shop> {
  const admin = signedIn ?? (await adminApi(store.url))
  const guest = storeApi(store.url, parts.publishableKey)
  const as = (customer: Customer) => storeApi(store.url, parts.publishableKey, customer.token)
  const buyerOf = (plan: { customer?: Customer }) => (plan.customer ? as(plan.customer) : guest)
  const actions = adminActions(admin, parts)
  const place =
    copies && store.output && store.database ? { output: store.output, database: store.database } : undefined
  const [carts, orders] = place ? [cartCopies(place), orderCopies(place)] : []

  /** Calls `make`, or copies its earlier result for the same goods. */
  const once = <T extends { id: string }>(
    copied: Copies<{ id: string }> | undefined,
    plan: OrderPlan,
    make: (plan: OrderPlan) => Promise<T>,
  ): Promise<T> => {
    const owner = ownerOf(plan)
    if (!copied || !owner) return make(plan)
    const { customer: _, email: __, ...goods } = plan
    return copied(`${make.name} ${JSON.stringify(goods)}`, owner, () =>
      make(plan.customer ? plan : { ...plan, email: owner.email }),
    )
  }
  const fill = (plan: OrderPlan) => fillCart(parts, buyerOf(plan), plan)
  const beginToPay = async (plan: OrderPlan) => {
    const cart = await fill(plan)
    await beginPayment(buyerOf(plan), cart.id, plan.payment ?? "manual")
    return cart
  }
  const placeOrder = async (plan: OrderPlan) => {
    const { capture, ...goods } = plan
    const cart = await once(carts, goods, beginToPay)
    const order = await actions.order(await complete(buyerOf(plan), cart.id))
    return capture ? actions.capture(order) : order
  }
  return {
    ...parts,
    ...actions,
    url: store.url,
    admin,
    guest,
    as,
    register: (email = newEmail("customer")) => register(store.url, guest, email),
    fillCart: (plan = {}) => once(carts, plan, fill),
    cartToComplete: (plan = {}) => once(carts, plan, beginToPay),
    completeCart: async (cartId, plan = {}) => {
      await beginPayment(buyerOf(plan), cartId, plan.payment ?? "manual")
      return actions.order(await complete(buyerOf(plan), cartId))
    },
    placeOrder: (plan = {}) => placeOrder(plan),
    orderFromBefore: async (plan = {}) => actions.order((await once(orders, plan, placeOrder)).id),
  }
}

export { PRICES } from "./shop-setup"
