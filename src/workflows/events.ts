import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withDeadline } from "../kernel/deadline"
import { POINTS_MODULE, type PointsModuleService } from "../modules/points"
import type { ClienteleEvent, ClienteleEventName, ClienteleEvents } from "../types/events"
import { customersOf } from "./customers-of"

/** How long the event bus may take. An event is a hint (ADR 0006): what it reports is committed and does not wait longer. */
const EMIT_MS = 2_000

/**
 * Emits events on Medusa's bus. A bus that fails or hangs costs two seconds and a line in the log, never the work that is
 * reported (CONTRACT R64, MUST_HOLD M53).
 */
export async function emit(container: MedusaContainer, events: readonly ClienteleEvent[]): Promise<void> {
  await boundedly(container, events, async () => events)
}

/** An event about an account; `emitOfAccounts` adds the customers. */
export type AccountEvent<Name extends ClienteleEventName = ClienteleEventName> = {
  [One in Name]: { name: One; account_id: string; data: Omit<ClienteleEvents[One], "customer_ids"> }
}[Name]

/** Emits events about points accounts, and adds whose they are. @param events an account each, by its id in the ledger */
export async function emitOfAccounts(container: MedusaContainer, events: readonly AccountEvent[]): Promise<void> {
  await boundedly(container, events, async () => {
    const ids = [...new Set(events.map(({ account_id }) => account_id))]
    const mailboxes = await container.resolve<PointsModuleService>(POINTS_MODULE).listMailboxes(ids)
    const customers = await customersOf(container, [...mailboxes.values()])
    return events.map(({ name, account_id, data }) => {
      const customer_ids = customers.get(mailboxes.get(account_id) ?? "") ?? []
      return { name, data: { ...data, customer_ids } } as ClienteleEvent
    })
  })
}

async function boundedly(
  container: MedusaContainer,
  events: readonly { name: string }[],
  make: () => Promise<readonly ClienteleEvent[]>,
): Promise<void> {
  const [first] = events
  if (!first) {
    return
  }
  const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
  const send = async () => bus.emit<unknown>([...(await make())])
  try {
    await withDeadline(EMIT_MS, "the event bus", send())
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${events.length} events (${first.name}) were not emitted: ${(error as Error).message}`)
  }
}
