import type { MedusaContainer } from "@medusajs/framework/types"
import type { Lease } from "../../../modules/checkout"
import { type Hold, POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import { withFreeCartLease } from "../locks/cart-lease"
import { whileNotCompleting } from "../locks/completion-lock"
import { type AppliedRedemption, readApplied } from "./carried-points"
import { getRedemptionCart, listRedemptionCarts, type RedemptionCart } from "./redemption-cart"

/** `hold:points`, the points that a cart carries of a hold. */
export type Carrying = `${string}:${number}`

export const carrying = (holdId: string, points: number): Carrying => `${holdId}:${points}`

/** A fitted hold, and the points that its cart carries of it. */
export type Fitted = { freed: number; applied: AppliedRedemption | null }

type Fit = {
  cart_id: string
  lease: Lease
  /** The carried points for which the hold is fitted, computed before the cart is read. Without it, any number. */
  expected?: () => ReadonlySet<Carrying>
  /** The requested points to store with the hold; `null` if the cart changed since. */
  requested: (hold: Hold) => number | null
  /** Seconds of waiting for a completion or another change of the cart. */
  timeout?: number
}

/**
 * Lowers a cart's hold to the points that the cart carries (contract R44, ADR 0044). A hold of which the cart carries
 * nothing ends. It works under Medusa's own lock on the cart and from the stored cart, because a computed change can have
 * been undone. It never raises a hold.
 *
 * @returns the freed points; `applied` is `null` if the cart has no hold
 * @throws `completion_in_progress`, `account_busy`, `not_found`
 */
export async function fitHold(
  container: MedusaContainer,
  { cart_id, lease, expected, requested, timeout }: Fit,
): Promise<Fitted> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const fit = async (): Promise<Fitted> => {
    const expectations = expected?.()
    const hold = await points.findLiveHold(cart_id)
    if (!hold) {
      return { freed: 0, applied: null }
    }
    const cart = await getRedemptionCart(container, cart_id)
    const applied = readApplied(hold, cart)
    const freed = hold.points - applied.points
    const isExpected = expectations?.has(carrying(hold.id, applied.points)) ?? true
    // A completed cart with points has posted them, or the sweep reports it.
    const isOver = Boolean(cart.completed_at) && applied.points > 0
    if (freed === 0 || isOver || !isExpected || !(await lease.extend())) {
      return { freed: 0, applied }
    }
    const isDone =
      applied.points === 0
        ? await points.endHold(hold.id, "released", "cart")
        : await points.shrinkHold({ id: hold.id, from: hold.points, to: applied.points, requested: requested(hold) })
    return { freed: isDone ? freed : 0, applied }
  }
  return whileNotCompleting(container, cart_id, fit, timeout)
}

/** Maximum carts of one account that are checked before a shopper is refused, and the total time for that. */
const MOST_CARTS = 20
const FREE_MS = 3_000

/**
 * Frees points that other carts of an account hold but do not carry, before a shopper is refused for too few points. A
 * killed process leaves such a hold, and so did earlier versions. Carts that a call is working on are left alone.
 *
 * @returns the freed points
 */
export async function freeUncarried(
  container: MedusaContainer,
  { mailbox, cart_id }: { mailbox: string; cart_id: string },
): Promise<number> {
  const until = performance.now() + FREE_MS
  const held = await container.resolve<PointsModuleService>(POINTS_MODULE).listLiveHoldsOf(mailbox, MOST_CARTS)
  const others = new Map(held.filter((hold) => hold.cart_id !== cart_id).map((hold) => [hold.cart_id, hold]))
  const carts = others.size === 0 ? [] : await listRedemptionCarts(container, [...others.keys()])
  let freed = 0
  for (const cart of carts) {
    const hold = others.get(cart.id)
    if (hold && carriesLess(hold, cart) && performance.now() < until) {
      freed += await freeOne(container, cart.id)
    }
  }
  return freed
}

const carriesLess = (hold: Hold, cart: RedemptionCart) => readApplied(hold, cart).points < hold.points

/** Never fails, because the shopper of another cart must get the result of their own call. */
async function freeOne(container: MedusaContainer, cart_id: string): Promise<number> {
  const fit = (lease: Lease) => fitHold(container, { cart_id, lease, requested: () => null, timeout: 1 })
  try {
    return (await withFreeCartLease(container, cart_id, fit))?.freed ?? 0
  } catch {
    return 0
  }
}
