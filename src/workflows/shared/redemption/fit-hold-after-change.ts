import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { hasCode } from "../../../kernel/errors"
import type { Hold } from "../../../modules/points"
import { withCartLease } from "../locks/cart-lease"
import { type Carrying, carrying, fitHold } from "./fit-hold"

/** Computed points of carts whose hold this process will fit. */
const pending = new Map<string, Set<Carrying>>()

/** Carts that a running apply recomputes. The apply fits the hold itself. */
const applying = new Set<string>()

/** The hold of each cart at its last computation in this process, for the most recent carts only; see `fitEmptied`. */
const lastHolds = new Map<string, string>()
const MOST_REMEMBERED = 10_000

/** Seconds of waiting for the change of the cart that this is part of. */
const CHANGE_S = 10

/** Runs the recomputation of a cart for an apply, which fits the hold itself after it has read the cart. */
export async function withoutFitting<T>(cartId: string, work: () => Promise<T>): Promise<T> {
  applying.add(cartId)
  try {
    return await work()
  } finally {
    applying.delete(cartId)
  }
}

/**
 * Fits a hold after the change that recomputed its cart is stored, without delaying that change. A preview or a failed
 * change fits nothing, because the stored cart must carry exactly `carried`.
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
 * The same for an empty cart, without reading its hold, because most carts begin empty and without points. A cart that
 * another process computed keeps its hold until another cart needs the points (`freeUncarried`), or until the hold expires.
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

/** A hold that is not fitted here is fitted at the next change, or by `freeUncarried`. */
async function fitQuietly(container: MedusaContainer, cart_id: string): Promise<void> {
  let taken: Set<Carrying> | undefined
  // Taken directly before the cart is read. Later computations need their own reading.
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
