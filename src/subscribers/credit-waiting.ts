import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { withLoggableErrors } from "../kernel/error-text"
import { retryWaitingSoon } from "../workflows/credit/settling/retry-waiting-soon"
import { creditEvents } from "../workflows/shared/events/credit-events"

/** After a higher limit, a lifted block, a payment or a cheaper order, waiting orders can be allowed. */
async function creditWaiting({ event, container }: SubscriberArgs<{ account_id: string }>): Promise<void> {
  retryWaitingSoon(container, { account_id: event.data.account_id })
}

export default withLoggableErrors(creditWaiting)

export const config: SubscriberConfig = {
  event: [
    creditEvents.ACCOUNT_SAVED,
    creditEvents.MEMBER_SAVED,
    creditEvents.CHECK_APPLIED,
    creditEvents.RECEIVABLE_CHANGED,
    creditEvents.RECEIVABLE_PAID,
    creditEvents.PAYMENT_RECORDED,
    creditEvents.PAYMENT_ALLOCATED,
    creditEvents.CREDIT_MEMO_ISSUED,
    creditEvents.BALANCE_ADJUSTED,
    creditEvents.RECEIVABLE_WRITTEN_OFF,
  ],
  context: { subscriberId: "clientele-credit-waiting" },
}
