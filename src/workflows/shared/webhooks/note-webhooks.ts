import type { MedusaContainer } from "@medusajs/framework/types"
import type { Within } from "../../../kernel/database"
import { WEBHOOK_MODULE, type WebhookModuleService, type WebhookNote } from "../../../modules/webhook"
import type { ClienteleEvent, ClienteleEventName } from "../../../types/events"
import { dispatchSoon } from "./dispatch-soon"

/**
 * Events whose message is written with their change (ADR 0066): by a trigger, by {@link noteWithin} in the change's transaction, or by
 * {@link noteAround} before it.
 */
const NOTED_WITH_THE_CHANGE: ReadonlySet<ClienteleEventName> = new Set<ClienteleEventName>([
  "clientele.address.created",
  "clientele.address.deleted",
  "clientele.address.updated",
  "clientele.api_key.mode_changed",
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
  "clientele.credit.payment_allocated",
  "clientele.credit.payment_recorded",
  "clientele.credit.receivable_changed",
  "clientele.credit.receivable_dispute_ended",
  "clientele.credit.receivable_disputed",
  "clientele.credit.receivable_dunned",
  "clientele.credit.receivable_overdue",
  "clientele.credit.receivable_paid",
  "clientele.credit.receivable_written_off",
  "clientele.credit.rejected",
  "clientele.credit.waiting",
  "clientele.customer.anonymized",
  "clientele.customer.created",
  "clientele.customer.deleted",
  "clientele.customer.updated",
  "clientele.import.applied",
  "clientele.import.canceled",
  "clientele.import.confirmed",
  "clientele.import.reversal_started",
  "clientele.import.reversed",
  "clientele.import.staged",
  "clientele.loyalty.setting_changed",
  "clientele.note.created",
  "clientele.note.deleted",
  "clientele.note.updated",
  "clientele.points.adjusted",
  "clientele.points.earned",
  "clientele.points.expired",
  "clientele.points.expiring",
  "clientele.points.merged",
  "clientele.points.redeemed",
  "clientele.points.returned",
  "clientele.points.reversed",
])

/**
 * The content of a message. A message about a points account can lack `customer_ids`, which are added when it is handed
 * over.
 */
export type NotedEvent = { name: ClienteleEventName; data: Record<string, unknown> }

/**
 * Writes the webhook messages of events without a message in their change's transaction, and starts the sending of all new
 * messages. In a store without endpoints it costs one statement in five seconds.
 *
 * @throws if the database refuses them
 */
export async function noteWebhooks(container: MedusaContainer, events: readonly ClienteleEvent[]): Promise<void> {
  const webhooks = await listening(container)
  await webhooks?.note(events.filter(({ name }) => !NOTED_WITH_THE_CHANGE.has(name)).map(noteOf))
  if (webhooks) {
    dispatchSoon(container)
  }
}

/**
 * Work for a service in the transaction of its change. It writes the messages about the change (contract M65).
 *
 * @param eventsOf the events about the change
 * @returns `undefined` if there is no endpoint
 */
export async function noteWithin<Done>(
  container: MedusaContainer,
  eventsOf: (done: Done) => readonly NotedEvent[],
): Promise<Within<Done> | undefined> {
  const webhooks = await listening(container)
  return (
    webhooks &&
    (async (db, done) => {
      await webhooks.note(eventsOf(done).map(noteOf), db)
    })
  )
}

/**
 * Runs a change of more than one transaction, with its message written before (contract M65). The message goes out when the
 * change is done, and is deleted if the change fails. If the process is killed, it goes out ten minutes later, because the
 * change may have been made.
 */
export async function noteAround<Done>(
  container: MedusaContainer,
  event: NotedEvent,
  change: () => Promise<Done>,
  isWhole: (done: Done) => boolean = () => true,
): Promise<Done> {
  const webhooks = await listening(container)
  const announced = (await webhooks?.announce([noteOf(event)])) ?? []
  if (!webhooks || announced.length === 0) {
    return change()
  }
  // If either fails, the message goes out ten minutes later.
  const withdraw = () => webhooks.withdraw(announced).catch(() => undefined)
  const confirm = () => webhooks.confirm(announced).catch(() => undefined)
  let done: Done
  try {
    done = await change()
  } catch (error) {
    await withdraw()
    throw error
  }
  await (isWhole(done) ? confirm() : withdraw())
  dispatchSoon(container)
  return done
}

/** The webhook service, if an endpoint may want a message. */
async function listening(container: MedusaContainer): Promise<WebhookModuleService | undefined> {
  const webhooks = container.resolve<WebhookModuleService | undefined>(WEBHOOK_MODULE, { allowUnregistered: true })
  return (await webhooks?.isListening()) ? webhooks : undefined
}

const noteOf = ({ name, data }: NotedEvent): WebhookNote => ({ event: name, subject: subjectOf(name, data), data })

/** The subject of an event. Messages about one subject are delivered in order. The triggers name the same subjects. */
function subjectOf(name: ClienteleEventName, data: NotedEvent["data"]): string {
  const { account_id, customer_id, cart_id, id, endpoint_id } = data
  const kind = name.split(".")[1]
  if (account_id !== undefined) {
    return `${kind === "points" ? "points" : "credit"}:${account_id}`
  }
  if (endpoint_id !== undefined) {
    return `endpoint:${endpoint_id}`
  }
  return cart_id === undefined ? `customer:${customer_id ?? id}` : `cart:${cart_id}`
}
