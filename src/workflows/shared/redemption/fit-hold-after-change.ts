import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { hasCode } from "../../../kernel/errors"
import type { Hold } from "../../../modules/points"
import { withCartLease } from "../locks/cart-lease"
import { type Carrying, carrying, fitHold } from "./fit-hold"

/** What this process has worked out for carts whose hold is to be fitted. */
const pending = new Map<string, Set<Carrying>>()

/** Carts that an apply works out right now; it fits the hold itself. */
const applying = new Set<string>()

/** The hold that a cart had when this process last worked it out, the most recent carts only: see `fitEmptied`. */
const lastHolds = new Map<string, string>()
const MOST_REMEMBERED = 10_000

/** Seconds that a change of the cart, which this one is part of, is waited for. */
const CHANGE_S = 10

/** Runs what works out a cart for an apply, which fits the hold when it has read the cart. */
export async function withoutFitting<T>(cartId: string, work: () => Promise<T>): Promise<T> {
  applying.add(cartId)
  try {
    return await work()
  } finally {
    applying.delete(cartId)
  }
}

/**
 * Fits a hold once the change that worked its cart out is stored, without keeping that change waiting. What was only
 * worked out (a preview, a change that failed) fits nothing: the stored cart must carry exactly `carried`.
 *
 * @param carried points that the cart carries now, 0 or more
 */
export function fitAfterChange(container: MedusaContainer, hold: Hold, carried: number): void {
  remember(hold)
  if (carried < hold.points && !applying.has(hold.cart_id)) {
    enqueue(container, hold.cart_id, carrying(hold.id, carried))
  }
}

/**
 * The same for a cart without goods, without reading its hold: most carts begin empty, and without points. A cart that
 * another process has worked out keeps its hold until another cart needs the points (`freeUncarried`), or its time is over.
 */
export function fitEmptied(container: MedusaContainer, cartId: string): void {
  const holdId = lastHolds.get(cartId)
  if (holdId !== undefined) {
    lastHolds.delete(cartId)
    enqueue(container, cartId, carrying(holdId, 0))
  }
}

function remember({ id, cart_id }: Hold): void {
  lastHolds.delete(cart_id)
  lastHolds.set(cart_id, id)
  const [oldest] = lastHolds.keys()
  if (lastHolds.size > MOST_REMEMBERED && oldest !== undefined) {
    lastHolds.delete(oldest)
  }
}

function enqueue(container: MedusaContainer, cartId: string, seen: Carrying): void {
  const waiting = pending.get(cartId)
  if (waiting) {
    waiting.add(seen)
    return
  }
  pending.set(cartId, new Set([seen]))
  void fitQuietly(container, cartId)
}

/** What is not fitted here is fitted at the next change, or by `freeUncarried`. */
async function fitQuietly(container: MedusaContainer, cart_id: string): Promise<void> {
  let taken: Set<Carrying> | undefined
  // Taken right before the cart is read: what is worked out from then on needs a reading of its own.
  const expected = () => {
    taken = pending.get(cart_id) ?? new Set()
    pending.delete(cart_id)
    return taken
  }
  try {
    await withCartLease(container, cart_id, (lease) =>
      fitHold(container, { cart_id, lease, expected, requested: () => null, timeout: CHANGE_S }),
    )
  } catch (error) {
    if (!hasCode(error, "cart_busy") && !hasCode(error, "completion_in_progress")) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: ${cart_id} holds more points than it carries: ${errorText(error)}`)
    }
  } finally {
    if (!taken) {
      pending.delete(cart_id)
    }
  }
}
