import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../kernel/errors"
import { CHECKOUT_MODULE, type CheckoutModuleService, type Turn } from "../modules/checkout"

/** How long a call waits for earlier calls on the same cart, in milliseconds. */
const WAIT_MS = 20_000
const POLL_MS = { first: 20, most: 250 }

/** The last call of this process on each cart or customer; it settles when that call has ended, whatever came of it. */
const last = new Map<string, Promise<void>>()

/**
 * Runs calls that change a cart's points one after another, in the order in which they came (MUST_HOLD M75): in this
 * process by a chain, and between processes by the lease that the one-call checkout takes, too (ADR 0022). A process that
 * dies keeps the lease for 15 s.
 *
 * @throws `cart_busy` after 20 s of waiting; `work` has not begun then
 */
export function inCartTurn<T>(container: MedusaContainer, cartId: string, work: () => Promise<T>): Promise<T> {
  return inTurn(container, cartId, "cart_busy", work)
}

/**
 * Runs changes that write a customer's addresses one after another, as {@link inCartTurn} does (ADR 0047). Each plans from what
 * the customer has, so two that run at once would add the same address twice.
 *
 * @throws `conflict` after 20 s of waiting; `work` has not begun then
 */
export function inCustomerTurn<T>(container: MedusaContainer, customerId: string, work: () => Promise<T>): Promise<T> {
  return inTurn(container, customerId, "conflict", work)
}

async function inTurn<T>(
  container: MedusaContainer,
  id: string,
  busy: "cart_busy" | "conflict",
  work: () => Promise<T>,
): Promise<T> {
  const until = Date.now() + WAIT_MS
  const before = last.get(id) ?? Promise.resolve()
  let leave = () => {}
  const inside = new Promise<void>((resolve) => {
    leave = resolve
  })
  const own = before.then(() => inside)
  last.set(id, own)
  try {
    await Promise.race([before, sleep(WAIT_MS, undefined, { ref: false })])
    const turn = await takeTurn(container, id, busy, until)
    try {
      return await work()
    } finally {
      await endTurn(container, turn)
    }
  } finally {
    leave()
    if (last.get(id) === own) {
      last.delete(id)
    }
  }
}

async function takeTurn(
  container: MedusaContainer,
  id: string,
  busy: "cart_busy" | "conflict",
  until: number,
): Promise<Turn> {
  const checkout = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  for (let pause = POLL_MS.first; Date.now() < until; pause = Math.min(pause * 2, POLL_MS.most)) {
    const turn = await checkout.takeTurn(id)
    if (turn) {
      return turn
    }
    await sleep(pause)
  }
  throw clienteleError(busy)
}

/** The answer does not depend on it: a lease that stays ends by itself. */
export async function endTurn(container: MedusaContainer, turn: Turn): Promise<void> {
  try {
    await turn.end()
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${turn.cart_id} stays taken for some seconds: ${(error as Error).message}`)
  }
}
