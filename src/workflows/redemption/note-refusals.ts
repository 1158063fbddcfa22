import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { type ErrorCode, hasCode } from "../../kernel/errors"
import { count } from "../../kernel/metrics"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { customersOf } from "../shared/customers/customers-of-mailboxes"
import { emit } from "../shared/events/emit"
import { pointsEvents } from "../shared/events/points-events"

/** What an order is refused over: a shopper may have paid for it at the bank, and Medusa gives the money back. */
const REFUSALS: ErrorCode[] = [
  "hold_expired",
  "cart_changed",
  "insufficient_points",
  "payment_outdated",
  "redemption_token_invalid",
  "account_busy",
]

/**
 * Shows to a person that an order was refused over its points: kept for the health route, logged, emitted. Never fails, as the
 * refusal itself is what the caller must hear.
 */
export async function noteRefusal(
  container: MedusaContainer,
  holdIds: readonly string[],
  error: unknown,
): Promise<void> {
  const code = REFUSALS.find((one) => hasCode(error, one))
  if (code) {
    await note(container, holdIds, code)
  }
}

async function note(container: MedusaContainer, holdIds: readonly string[], code: ErrorCode): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    count("clientele.completions.refused", { code })
    for (const hold of await points.listHolds(holdIds)) {
      logger.warn(
        `clientele: the completion of ${hold.cart_id} was refused (${code}). Medusa refunds its payment: check the refund.`,
      )
      await points.noteRefusal(hold.id, code)
      const customer_ids = (await customersOf(container, [hold.mailbox])).get(hold.mailbox) ?? []
      const data = { cart_id: hold.cart_id, hold_id: hold.id, code, customer_ids }
      await emit(container, [{ name: pointsEvents.REFUSED, data }])
    }
  } catch (error) {
    logger.error(`clientele: a refused completion could not be recorded: ${errorText(error)}`)
  }
}
