import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withDeadline } from "../../../kernel/deadline"
import { errorText } from "../../../kernel/error-text"
import { POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import type { ClienteleEvent, ClienteleEventName, ClienteleEvents } from "../../../types/events"
import { customersOf } from "../customers/customers-of-mailboxes"
import { noteWebhooks } from "../webhooks/note-webhooks"

/** Time limit of the event bus. An event is a hint (ADR 0006): the change is committed and does not wait longer. */
const EMIT_MS = 2_000

/**
 * Buses that did not answer in time. Until they answer, only the first event waits, because waits for hundreds of events
 * would take minutes.
 */
const hanging = new WeakSet<IEventBusModuleService>()

/**
 * Emits events on Medusa's bus, and starts the webhooks about them. A bus that fails or hangs costs two seconds and a line
 * in the log, and never affects the reported change (contract R64, M53).
 */
export async function emit(container: MedusaContainer, events: readonly ClienteleEvent[]): Promise<void> {
  const [first] = events
  if (!first) {
    return
  }
  const about = `${events.length} events (${first.name})`
  await Promise.all([
    boundedly(container, `webhook messages of ${about} were not recorded`, () => noteWebhooks(container, events)),
    emitOnBus(container, events, `${about} were not emitted`),
  ])
}

async function emitOnBus(
  container: MedusaContainer,
  events: readonly ClienteleEvent[],
  failure: string,
): Promise<void> {
  let bus: IEventBusModuleService | undefined
  const sent = (async () => {
    bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
    await bus.emit<unknown>([...events])
  })()
  let answered = false
  const answer = () => {
    answered = true
    if (bus) {
      hanging.delete(bus)
    }
  }
  void sent.then(answer, answer)
  await boundedly(container, failure, () => sent, bus && hanging.has(bus) ? 0 : EMIT_MS)
  if (!answered && bus) {
    hanging.add(bus)
  }
}

/** An event about an account; `withCustomers` adds the customers. */
export type AccountEvent<Name extends ClienteleEventName = ClienteleEventName> = {
  [One in Name]: { name: One; account_id: string; data: Omit<ClienteleEvents[One], "customer_ids"> }
}[Name]

/** The events with their customers. Without customers if they cannot be read in time, which is logged. */
export async function withCustomers(
  container: MedusaContainer,
  events: readonly AccountEvent[],
): Promise<ClienteleEvent[]> {
  let owners: (accountId: string) => string[] = () => []
  await boundedly(container, "the customers of events were not read", async () => {
    const ids = [...new Set(events.map(({ account_id }) => account_id))]
    const mailboxes = await container.resolve<PointsModuleService>(POINTS_MODULE).listMailboxes(ids)
    const customers = await customersOf(container, [...mailboxes.values()])
    owners = (id) => customers.get(mailboxes.get(id) ?? "") ?? []
  })
  return events.map(
    ({ name, account_id, data }) => ({ name, data: { ...data, customer_ids: owners(account_id) } }) as ClienteleEvent,
  )
}

async function boundedly(
  container: MedusaContainer,
  failure: string,
  work: () => Promise<void>,
  ms: number = EMIT_MS,
): Promise<void> {
  try {
    await withDeadline(ms, "it", work())
  } catch (error) {
    logSafely(container, "warn", `clientele: ${failure}: ${errorText(error)}`)
  }
}

/** Writes to the log. A container that is being shut down can lack a logger; the reported change stays. */
export function logSafely(container: MedusaContainer, level: "warn" | "error", message: string): void {
  try {
    container.resolve(ContainerRegistrationKeys.LOGGER)[level](message)
  } catch {
    process.stderr.write(`${message}\n`)
  }
}
