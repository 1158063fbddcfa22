import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { type ErrorCode, hasCode } from "../../kernel/errors"
import { count } from "../../kernel/metrics"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { customersOf } from "../shared/customers/customers-of-mailboxes"
import { emit } from "../shared/events/emit"
import { pointsEvents } from "../shared/events/points-events"

/** Codes with which an order is refused. The shopper can have paid at the bank, and Medusa returns the money. */
const REFUSALS: ErrorCode[] = [
  "hold_expired",
  "cart_changed",
  "insufficient_points",
  "payment_outdated",
  "redemption_token_invalid",
  "account_busy",
]

/**
 * Reports that an order was refused because of its points: stores it for the health route, logs it and emits an event.
 * Never fails, because the caller must get the refusal itself.
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
