import type { MedusaContainer } from "@medusajs/framework/types"
import { WEBHOOK_MODULE, type WebhookModuleService, type WebhookNote } from "../../../modules/webhook"
import type { ClienteleEvent, ClienteleEventName } from "../../../types/events"
import { dispatchSoon } from "./dispatch-soon"

/** Events whose message a trigger writes in the transaction of the change (ADR 0066). */
const NOTED_BY_TRIGGERS: ReadonlySet<ClienteleEventName> = new Set<ClienteleEventName>([
  "clientele.contact.created",
  "clientele.contact.deleted",
  "clientele.contact.updated",
  "clientele.credit.account_saved",
  "clientele.credit.approved",
  "clientele.credit.balance_adjusted",
  "clientele.credit.balance_refunded",
  "clientele.credit.check_applied",
  "clientele.credit.check_run",
  "clientele.credit.credit_memo_issued",
  "clientele.credit.entry_reversed",
  "clientele.credit.held",
  "clientele.credit.member_removed",
  "clientele.credit.member_saved",
  "clientele.credit.payment_recorded",
  "clientele.credit.receivable_changed",
  "clientele.credit.receivable_dispute_ended",
  "clientele.credit.receivable_disputed",
  "clientele.credit.receivable_written_off",
  "clientele.credit.rejected",
  "clientele.credit.waiting",
  "clientele.loyalty.setting_changed",
  "clientele.points.adjusted",
  "clientele.points.earned",
  "clientele.points.expired",
  "clientele.points.redeemed",
  "clientele.points.returned",
  "clientele.points.reversed",
])

/**
 * Writes the webhook messages about events that no trigger notes, and has all new messages sent soon. It costs a store without endpoints
 * one statement in five seconds.
 *
 * @throws where the database does not take them
 */
export async function noteWebhooks(container: MedusaContainer, events: readonly ClienteleEvent[]): Promise<void> {
  const webhooks = container.resolve<WebhookModuleService | undefined>(WEBHOOK_MODULE, { allowUnregistered: true })
  if (!(await webhooks?.isListening())) {
    return
  }
  await webhooks?.note(events.filter(({ name }) => !NOTED_BY_TRIGGERS.has(name)).map(noteOf))
  dispatchSoon(container)
}

const noteOf = ({ name, data }: ClienteleEvent): WebhookNote => ({ event: name, subject: subjectOf(name, data), data })

/** What an event is about: messages about one subject are delivered in order. The triggers name the same subjects. */
function subjectOf(name: ClienteleEventName, data: ClienteleEvent["data"]): string {
  const { account_id, customer_id, cart_id, id, endpoint_id } = data as Record<string, unknown>
  const kind = name.split(".")[1]
  if (account_id !== undefined) {
    return `${kind === "points" ? "points" : "credit"}:${account_id}`
  }
  if (endpoint_id !== undefined) {
    return `endpoint:${endpoint_id}`
  }
  return cart_id === undefined ? `customer:${customer_id ?? id}` : `cart:${cart_id}`
}
