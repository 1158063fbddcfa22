import type { MedusaContainer } from "@medusajs/framework/types"
import type { Lease } from "../../../modules/checkout"
import { type Hold, POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import { withFreeCartLease } from "../locks/cart-lease"
import { whileNotCompleting } from "../locks/completion-lock"
import { type AppliedRedemption, readApplied } from "./carried-points"
import { getRedemptionCart, listRedemptionCarts, type RedemptionCart } from "./redemption-cart"

/** `hold:points`, what a cart carries of a hold. */
export type Carrying = `${string}:${number}`

export const carrying = (holdId: string, points: number): Carrying => `${holdId}:${points}`

/** A hold after it was fitted, and what its cart carries of it. */
export type Fitted = { freed: number; applied: AppliedRedemption | null }

type Fit = {
  cart_id: string
  lease: Lease
  /** What the cart may be found to carry for the hold to be fitted, asked before it is read; without it anything may. */
  expected?: () => ReadonlySet<Carrying>
  /** What the shopper asked for, to be kept with the hold; `null` where the cart changed since. */
  requested: (hold: Hold) => number | null
  /** Seconds that a completion or another change of the cart is waited for. */
  timeout?: number
}

/**
 * Lowers a cart's hold to what the cart carries (contract R44, ADR 0044); one that it carries nothing of ends. Works under
 * the lock that Medusa's own changes of a cart take, from the cart as it is stored: a change that was computed may have
 * been taken back. Never raises a hold.
 *
 * @returns how many points are free now; `applied` is `null` where the cart has no hold
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
    // A completed cart that carries points has posted them, or is being looked into.
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

/** Most carts of one account that are looked at before a shopper is refused, and for how long altogether. */
const MOST_CARTS = 20
const FREE_MS = 3_000

/**
 * Frees what other carts of an account hold and do not carry, before a shopper is refused for want of points: what a
 * process left that was killed between a cart's change and its hold, or a hold of an earlier version. A cart that somebody
 * is working at is left alone.
 *
 * @returns how many points are free now
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

/** Never fails: the shopper of another cart must hear what came of their own call. */
async function freeOne(container: MedusaContainer, cart_id: string): Promise<number> {
  const fit = (lease: Lease) => fitHold(container, { cart_id, lease, requested: () => null, timeout: 1 })
  try {
    return (await withFreeCartLease(container, cart_id, fit))?.freed ?? 0
  } catch {
    return 0
  }
}
