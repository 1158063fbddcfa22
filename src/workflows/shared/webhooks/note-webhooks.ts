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
  "clientele.loyalty.setting_changed",
  "clientele.points.adjusted",
  "clientele.points.earned",
  "clientele.points.expired",
  "clientele.points.expiring",
  "clientele.points.merged",
  "clientele.points.redeemed",
  "clientele.points.returned",
  "clientele.points.reversed",
])

/** What a message reports. One about a points account may lack `customer_ids`: they are added when it is handed over. */
export type NotedEvent = { name: ClienteleEventName; data: Record<string, unknown> }

/**
 * Writes the webhook messages about events that are not noted with their change, and has all new messages sent soon. It costs a store
 * without endpoints one statement in five seconds.
 *
 * @throws where the database does not take them
 */
export async function noteWebhooks(container: MedusaContainer, events: readonly ClienteleEvent[]): Promise<void> {
  const webhooks = await listening(container)
  await webhooks?.note(events.filter(({ name }) => !NOTED_WITH_THE_CHANGE.has(name)).map(noteOf))
  if (webhooks) {
    dispatchSoon(container)
  }
}

/**
 * Work for a service to do in the transaction of its change: it writes the messages about what was done (contract M65).
 *
 * @param eventsOf the events about what was done
 * @returns `undefined` where there is no endpoint
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
 * Makes a change that is more than one transaction, with the message about it written before (contract M65). The message goes out when
 * the change is done. It is deleted where the change fails or is not whole. Where the process is killed, it goes out ten minutes later: the
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
  // Where either fails, the message goes out ten minutes later.
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

/** The webhooks, where an endpoint may want a message. */
async function listening(container: MedusaContainer): Promise<WebhookModuleService | undefined> {
  const webhooks = container.resolve<WebhookModuleService | undefined>(WEBHOOK_MODULE, { allowUnregistered: true })
  return (await webhooks?.isListening()) ? webhooks : undefined
}

const noteOf = ({ name, data }: NotedEvent): WebhookNote => ({ event: name, subject: subjectOf(name, data), data })

/** What an event is about: messages about one subject are delivered in order. The triggers name the same subjects. */
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
