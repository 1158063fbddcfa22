import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"

/** How long, in seconds, a completion that is under way is waited for; Medusa itself waits as long. */
const LOCK_TIMEOUT = 30

/** What Medusa's locking providers say. */
const TIMED_OUT = "Timed-out acquiring lock."

/**
 * Runs work while no request completes the cart: under the lock of Medusa's own completion.
 *
 * @param timeout seconds to wait for it, 1 at least
 * @throws `completion_in_progress`
 */
export async function whileNotCompleting<T>(
  container: MedusaContainer,
  cartId: string,
  work: () => Promise<T>,
  timeout = LOCK_TIMEOUT,
): Promise<T> {
  try {
    return await container.resolve(Modules.LOCKING).execute([cartId], work, { timeout })
  } catch (error) {
    throw (error as Error).message === TIMED_OUT ? clienteleError("completion_in_progress") : error
  }
}
