import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"

/** Maximum wait for a running completion, in seconds, the same as Medusa's own. */
const LOCK_TIMEOUT = 30

/** The messages of Medusa's locking providers. */
const TIMED_OUT = "Timed-out acquiring lock."

/**
 * Runs work under the lock of Medusa's own completion, so that no request completes the cart meanwhile.
 *
 * @param timeout seconds to wait for it, at least 1
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
