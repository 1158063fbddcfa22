import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { asShopper } from "../../kernel/completing-shopper"
import { clienteleError, hasCode } from "../../kernel/errors"
import { CHECKOUT_MODULE, type CheckoutModuleService, type Lease, type RequestKey } from "../../modules/checkout"
import { asOneOfFew, endLease } from "../shared/locks/cart-lease"
import { checkPayment } from "../shared/redemption/check-payment"
import { listSessions } from "../shared/redemption/redemption-cart"
import { addCoupon, chooseShipping, getCheckoutCart, makeCart } from "./checkout-cart"
import type { CheckoutInput, CheckoutOutcome, Outcome, Shopper } from "./checkout-types"
import { completeCart, findOrderOf } from "./complete-cart"
import { checkRedemption, ensureRedemption, usedPoints } from "./ensure-redemption"
import { isRefusal } from "./name-refused-field"
import { checkProvider, preparePayment } from "./prepare-payment"
import { undoRefusedCheckout } from "./undo-refused-checkout"

/** How long a request waits for another one at the same cart. */
const WAIT_MS = 60_000
const POLL_MS = { first: 50, most: 500 }

type Checkout = { input: CheckoutInput; shopper: Shopper; keys: RequestKey[] }

/**
 * The whole checkout in one call (contract R46): cart, coupon, shipping, points, payment, order. Every step finds what an
 * earlier call with the same key, token or cart has done, so that a retry goes on where that one ended, also after a crash,
 * and ends in the same order. A request that is refused, by this plugin or by Medusa, leaves no points reserved, and its key and
 * token good for a corrected one.
 *
 * @param key idempotency key of the request, if it has one
 * @throws `invalid_request` naming the field, `idempotency_conflict`, `completion_in_progress`, `cart_changed`, `not_found`,
 *   `cart_busy` where 50 calls of this process are on the cart already, and as `verifyShopper` and `applyRedemption`
 */
export async function createOrder(
  container: MedusaContainer,
  input: CheckoutInput,
  shopper: Shopper,
  key?: string,
): Promise<CheckoutOutcome> {
  const checkout = { input, shopper, keys: requestKeys(input, shopper, key) }
  const service = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  if (input.cart_id !== undefined) {
    await getCheckoutCart(container, input.cart_id)
  }
  let cartId = await service.claim(checkout.keys, input.cart_id ?? generateEntityId(undefined, "cart"))
  const until = performance.now() + WAIT_MS
  while (performance.now() < until) {
    const outcome = await asOneOfFew(cartId, "cart_busy", () => orderOnce(container, checkout, cartId, until))
    if (outcome) {
      return withPoints(container, input, cartId, outcome)
    }
    cartId = await service.claim(checkout.keys, cartId)
  }
  throw clienteleError("completion_in_progress")
}

/** Waits for the cart's order or its lease. @returns `null` where another cart may be the request's, or the time is over */
async function orderOnce(
  container: MedusaContainer,
  checkout: Checkout,
  cartId: string,
  until: number,
): Promise<Outcome | null> {
  const service = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  for (let pause = POLL_MS.first; performance.now() < until; pause = Math.min(pause * 2, POLL_MS.most)) {
    const orderId = await findOrderOf(container, cartId)
    if (orderId) {
      return { type: "order", order_id: orderId }
    }
    const lease = await service.takeLease(cartId)
    if (lease) {
      return takeLease(container, checkout, lease)
    }
    await sleep(pause)
  }
  return null
}

/** A request with points reads how many were used; a repeated one reads the same. */
async function withPoints(
  container: MedusaContainer,
  { loyalty_redemption }: CheckoutInput,
  cartId: string,
  outcome: Outcome,
): Promise<CheckoutOutcome> {
  return loyalty_redemption ? { ...outcome, loyalty_redemption: await usedPoints(container, cartId) } : outcome
}

/**
 * What makes a request the same as an earlier one. A token without a cart does, too: it serves one cart. The shopper may pay
 * in another way then, so that is not compared.
 */
function requestKeys(input: CheckoutInput, { customer_id }: Shopper, key: string | undefined): RequestKey[] {
  const { payment, loyalty_redemption, ...rest } = input
  const request = { ...rest, points: loyalty_redemption?.points }
  const token = input.cart_id === undefined ? loyalty_redemption?.token : undefined
  return [
    ...(key === undefined ? [] : [{ secret: `key:${customer_id ?? ""}:${key}`, request: { ...request, payment } }]),
    ...(token === undefined ? [] : [{ secret: `token:${token}`, request }]),
  ]
}

/** @returns `null` where another request got in between, so that the cart has to be looked for again */
async function takeLease(container: MedusaContainer, checkout: Checkout, lease: Lease): Promise<Outcome | null> {
  const service = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  try {
    // The holder of the earlier lease may have been refused. Then the keys stand for nothing.
    if ((await service.claim(checkout.keys, lease.cart_id)) !== lease.cart_id) {
      return null
    }
    return await checkOut(container, checkout, lease)
  } finally {
    await endLease(container, lease)
  }
}

async function checkOut(container: MedusaContainer, checkout: Checkout, lease: Lease): Promise<Outcome> {
  const { input, keys } = checkout
  const cartId = lease.cart_id
  const done = await findOrderOf(container, cartId)
  if (done) {
    return { type: "order", order_id: done }
  }
  // Asked before this call makes a session of its own.
  const hadPayment = input.cart_id === undefined && (await listSessions(container, cartId)).length > 0
  try {
    await prepare(container, checkout, lease)
    if (!(await lease.extend())) {
      throw clienteleError("completion_in_progress")
    }
    return await asShopper(checkout.shopper.customer_id, () => completeCart(container, cartId, checkout.shopper))
  } catch (error) {
    // The payment's webhook may have completed the cart meanwhile.
    const order = await findOrderOf(container, cartId)
    if (order) {
      return { type: "order", order_id: order }
    }
    // Where another completion is in progress, or another process has the lease by now, the cart is not this call's to tidy up.
    if (isRefusal(error) && !hasCode(error, "completion_in_progress") && (await lease.extend().catch(() => false))) {
      await undoRefusedCheckout(container, { input, keys, cartId, hadPayment })
    }
    throw error
  }
}

/** Everything up to the payment's session. Points come before it: it has to be over what is left to pay. */
async function prepare(container: MedusaContainer, { input, shopper }: Checkout, lease: Lease): Promise<void> {
  const cartId = lease.cart_id
  const { purchase, coupon_code, payment, loyalty_redemption } = input
  if (purchase) {
    await makeCart(container, cartId, purchase, shopper)
  }
  if (coupon_code !== undefined) {
    await addCoupon(container, await getCheckoutCart(container, cartId), coupon_code)
  }
  if (purchase) {
    await chooseShipping(container, await getCheckoutCart(container, cartId), purchase.shipping_option_id)
  }
  if (payment) {
    await checkProvider(container, await getCheckoutCart(container, cartId), payment)
  }
  if (loyalty_redemption) {
    await ensureRedemption(container, lease, loyalty_redemption, shopper)
  }
  const hadPoints = (await checkRedemption(container, cartId)) !== null
  await preparePayment(container, cartId, payment, shopper)
  if (hadPoints) {
    await checkPayment(container, cartId)
  }
}
