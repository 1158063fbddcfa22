import type { ICartModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findCart } from "../shared/carts/get-cart"
import { withCartLease } from "../shared/locks/cart-lease"
import { refreshCart } from "../shared/redemption/carried-points"
import { isBeingPaid } from "../shared/redemption/check-payment"
import { isHoldCode } from "../shared/redemption/hold-code"

const PAGE = 200

/** Time limit for the recomputation of one cart. */
const REFRESH_MS = 30_000

type Session = { status: string; updated_at: string }
type CartRow = {
  id: string
  completed_at: string | null
  items?: { adjustments?: { code?: string }[] }[]
  payment_collection?: { payment_sessions?: Session[] } | null
}

/** The carts at the uninstallation (contract R72); for a dry run, the expected result. */
export type ClearedCarts = {
  holds_ended: number
  carts_refreshed: number
  /** Carts whose payment had only begun. Their sessions are deleted, and their shoppers choose a payment method again. */
  payments_restarted: string[]
  /** Carts that keep their points, each with the reason. Run it again when the reason is resolved. */
  not_cleared: { cart_id: string; reason: string }[]
}

/**
 * Ends every live hold and recomputes its cart without it, also carts that still carry an ended hold (contract R72). After
 * it, no open cart has a discount without a deduction, except those in `not_cleared`, because a payment that is authorised
 * or at the bank is kept. The caller has switched the programme off, so that no new hold is placed. Safe to repeat.
 *
 * @param isDryRun writes nothing
 * @param refreshMs time limit for the recomputation of one cart, in milliseconds
 */
export async function clearCarts(
  container: MedusaContainer,
  isDryRun: boolean,
  refreshMs = REFRESH_MS,
): Promise<ClearedCarts> {
  const left: ClearedCarts = { holds_ended: 0, carts_refreshed: 0, payments_restarted: [], not_cleared: [] }
  const seen = new Set<string>()
  for await (const cartIds of pagesOfCarts(container)) {
    for (const cartId of cartIds.filter((id) => !seen.has(id))) {
      seen.add(cartId)
      try {
        const leave = () => clearCart(container, cartId, left, { isDryRun, refreshMs })
        await (isDryRun ? leave() : withCartLease(container, cartId, leave))
      } catch (error) {
        left.not_cleared.push({ cart_id: cartId, reason: errorText(error) })
      }
    }
  }
  return left
}

/** Ids of carts with a live hold, then of carts that carry a hold in any state, page by page. */
async function* pagesOfCarts(container: MedusaContainer): AsyncGenerator<string[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  for (let after = ""; ; ) {
    const holds = await points.listLiveHolds(PAGE, after)
    yield holds.map(({ cart_id }) => cart_id)
    const last = holds.at(-1)
    if (!last || holds.length < PAGE) {
      break
    }
    after = last.id
  }
  const carts = container.resolve<ICartModuleService>(Modules.CART)
  for (let after = ""; ; ) {
    // `_` matches any character here, so `isHoldCode` checks each row.
    const filters = { code: { $like: "phold_%" }, id: { $gt: after } } as object
    const rows = await carts.listLineItemAdjustments(filters, {
      relations: ["item"],
      order: { id: "ASC" },
      take: PAGE,
    })
    const ours = rows.filter(({ code }) => isHoldCode(code)) as unknown as { item?: { cart_id?: string } }[]
    yield [...new Set(ours.flatMap(({ item }) => item?.cart_id ?? []))]
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) {
      return
    }
    after = last.id
  }
}

async function clearCart(
  container: MedusaContainer,
  cartId: string,
  left: ClearedCarts,
  { isDryRun, refreshMs }: { isDryRun: boolean; refreshMs: number },
): Promise<void> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const found = await findCart<CartRow>(container, cartId, FIELDS)
  const cart = found && !found.completed_at ? found : null
  const sessions = cart?.payment_collection?.payment_sessions ?? []
  if (isBeingPaid(sessions.filter(isKnownToProvider), points.clock())) {
    left.not_cleared.push({ cart_id: cartId, reason: "its payment is in progress" })
    return
  }
  const hold = await points.findLiveHold(cartId)
  if (hold && (isDryRun || (await points.endHold(hold.id, "released", "uninstall")))) {
    left.holds_ended += 1
  }
  if (!cart || !(hold || carriesPoints(cart))) {
    return
  }
  if (!isDryRun) {
    await refreshWithout(container, cartId, refreshMs)
  }
  left.carts_refreshed += 1
  if (sessions.length > 0) {
    left.payments_restarted.push(cartId)
  }
}

/** @throws Error if the cart still carries points, or takes too long */
async function refreshWithout(container: MedusaContainer, cartId: string, refreshMs: number): Promise<void> {
  await withDeadline(refreshMs, "the cart", refreshCart(container, cartId))
  const fresh = await findCart<CartRow>(container, cartId, FIELDS)
  if (fresh && !fresh.completed_at && carriesPoints(fresh)) {
    throw new Error("it was computed again and still carries points")
  }
}

/** A session that was only created can be created again. All others have a state at the provider. */
const isKnownToProvider = ({ status }: Session) =>
  status !== PaymentSessionStatus.PENDING &&
  status !== PaymentSessionStatus.ERROR &&
  status !== PaymentSessionStatus.CANCELED

const carriesPoints = (cart: CartRow) =>
  (cart.items ?? []).some((item) => (item.adjustments ?? []).some(({ code }) => isHoldCode(code)))

const FIELDS = ["id", "completed_at", "items.adjustments.code", "payment_collection.payment_sessions.*"]
