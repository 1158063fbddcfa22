import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import { type Hold, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { listCarts } from "../shared/carts/get-cart"
import { refreshCart } from "../shared/redemption/carried-points"
import { isBeingPaid } from "../shared/redemption/check-payment"
import { isClockAhead } from "../shared/sweep/clock-ahead"

const PAGE = 100

/** Time limit for the recomputation of a cart, because Medusa's statements have none. */
const REFRESH_MS = 5_000

/** Total time that one run waits for carts. The remaining carts are recomputed at their next change. */
const REFRESHES_MS = 20_000

type CartRow = {
  id: string
  completed_at: string | null
  payment_collection?: { payment_sessions?: { status: string; updated_at: string }[] } | null
}

/**
 * Ends holds past their end (contract R47), but not while their cart is being paid. A cart that still carries an ended hold
 * completes only if the points are available again. No hold ends if the process's clock is ahead of the database's.
 *
 * @param page holds in one page
 * @returns the number of ended holds
 */
export async function expireHolds(container: MedusaContainer, page = PAGE): Promise<number> {
  if (await isClockAhead(container, "the end of holds")) {
    return 0
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const deadline = performance.now() + REFRESHES_MS
  let ended = 0
  let due: Hold[] = []
  do {
    // Continues after holds that stay because their carts are being paid, so that they do not block the others.
    due = await points.listDueHolds(page, due.at(-1)?.id)
    ended += await expireThese(container, due, deadline)
  } while (due.length === page)
  return ended
}

async function expireThese(container: MedusaContainer, due: Hold[], deadline: number): Promise<number> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const carts = await readCarts(container, due)
  const free = await points.listFreeHolds(due.map(({ id }) => id))
  let ended = 0
  for (const hold of due) {
    const cart = carts.get(hold.cart_id)
    if (cart && !cart.completed_at && isBeingPaid(cart.payment_collection?.payment_sessions ?? [], points.clock())) {
      continue
    }
    if (await endQuietly(container, hold, free)) {
      ended += 1
      if (cart && !cart.completed_at) {
        await refreshQuietly(container, cart.id, deadline)
      }
    }
  }
  return ended
}

/** If another database session holds the account, a later run ends the hold, and the others continue (contract M48). */
async function endQuietly(container: MedusaContainer, hold: Hold, free: ReadonlySet<string>): Promise<boolean> {
  try {
    if (!free.has(hold.id)) {
      throw clienteleError("account_busy")
    }
    return await container.resolve<PointsModuleService>(POINTS_MODULE).endHold(hold.id, "expired", "time")
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the expired hold ${hold.id} could not be ended: ${errorText(error)}`)
    return false
  }
}

/** A cart that cannot be recomputed now is recomputed at its next change. Its hold has ended anyway. */
async function refreshQuietly(container: MedusaContainer, cartId: string, deadline: number): Promise<void> {
  try {
    const left = Math.min(REFRESH_MS, deadline - performance.now())
    if (left <= 0) {
      throw new Error("other carts took all the time")
    }
    await withDeadline(left, "the cart", refreshCart(container, cartId))
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${cartId} still shows points that have expired: ${errorText(error)}`)
  }
}

async function readCarts(container: MedusaContainer, holds: Hold[]): Promise<Map<string, CartRow>> {
  const fields = ["id", "completed_at", "payment_collection.payment_sessions.*"]
  const ids = holds.map((hold) => hold.cart_id)
  return new Map((await listCarts<CartRow>(container, ids, fields)).map((cart) => [cart.id, cart]))
}
