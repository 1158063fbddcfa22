import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { asShopper } from "../../kernel/completing-shopper"
import { clienteleError, hasCode } from "../../kernel/errors"
import { CHECKOUT_MODULE, type CheckoutModuleService, type Lease, type RequestKey } from "../../modules/checkout"
import { asOneOfFew, endLease } from "../shared/locks/cart-lease"
import { dropLostPoints } from "../shared/redemption/apply-redemption"
import { checkPayment } from "../shared/redemption/check-payment"
import { listSessions } from "../shared/redemption/redemption-cart"
import { addCoupon, chooseShipping, getCheckoutCart, makeCart } from "./checkout-cart"
import type { CheckoutInput, CheckoutOutcome, Outcome, Shopper } from "./checkout-types"
import { completeCart, findOrderOf } from "./complete-cart"
import { checkRedemption, ensureRedemption, usedPoints } from "./ensure-redemption"
import { isRefusal } from "./name-refused-field"
import { checkProvider, preparePayment } from "./prepare-payment"
import { undoRefusedCheckout } from "./undo-refused-checkout"

/** Maximum wait for another request on the same cart. */
const WAIT_MS = 60_000
const POLL_MS = { first: 50, most: 500 }

type Checkout = { input: CheckoutInput; shopper: Shopper; keys: RequestKey[] }

/**
 * The whole checkout in one call (contract R46): cart, coupon, shipping, points, payment, order. Every step finds the
 * results of an earlier call with the same key, token or cart. So a retry continues where that call ended, even after a
 * crash, and results in the same order. A request that the plugin or Medusa refuses leaves no points reserved. Its key and
 * token stay valid for a corrected request.
 *
 * @param key idempotency key of the request, if it has one
 * @throws `invalid_request` naming the field, `idempotency_conflict`, `completion_in_progress`, `cart_changed`,
 *   `not_found`, `cart_busy` if 50 calls of this process already wait for the cart, and as `verifyShopper` and
 *   `applyRedemption`
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

/**
 * Waits for the cart's order or its lease. @returns `null` if the request may have another cart now, or if the time is over
 */
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

/** A request with points reads the number of used points. A repeated request reads the same number. */
async function withPoints(
  container: MedusaContainer,
  { loyalty_redemption }: CheckoutInput,
  cartId: string,
  outcome: Outcome,
): Promise<CheckoutOutcome> {
  return loyalty_redemption ? { ...outcome, loyalty_redemption: await usedPoints(container, cartId) } : outcome
}

/**
 * The keys that identify a repeated request. A token without a cart is one, too, because it serves one cart. With a token,
 * the payment is not compared, because the shopper can pay in another way.
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

/** @returns `null` if another request came first, so that the caller must look up the cart again */
async function takeLease(container: MedusaContainer, checkout: Checkout, lease: Lease): Promise<Outcome | null> {
  const service = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  try {
    // The request with the earlier lease may have been refused. Then its keys are deleted.
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
  // Read before this call creates its own session.
  const hadPayment = input.cart_id === undefined && (await listSessions(container, cartId)).length > 0
  try {
    await prepare(container, checkout, lease)
    if (!(await lease.extend())) {
      throw clienteleError("completion_in_progress")
    }
    return await asShopper(checkout.shopper.customer_id, () => completeCart(container, cartId, checkout.shopper))
  } catch (error) {
    // The payment's webhook can have completed the cart meanwhile.
    const order = await findOrderOf(container, cartId)
    if (order) {
      return { type: "order", order_id: order }
    }
    // If another completion is in progress, or another process has the lease by now, this call must not clean up the cart.
    if (isRefusal(error) && !hasCode(error, "completion_in_progress") && (await lease.extend().catch(() => false))) {
      await undoRefusedCheckout(container, { input, keys, cartId, hadPayment })
    }
    if (hasCode(error, "cart_changed")) {
      await dropLostPoints(container, cartId)
    }
    throw error
  }
}

/** All steps up to the payment session. Points come before the session, because it must be over the remaining amount. */
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
