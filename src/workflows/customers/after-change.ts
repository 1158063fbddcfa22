import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { customerEvents } from "./events"
import { afterCustomersChanged } from "./refresh"

type Name = (typeof customerEvents)["CREATED" | "UPDATED" | "DELETED"]

/** Lists and search see the change with the answer (ADR 0021), and who listens hears of it. Never fails the request. */
export async function afterCustomerChange(container: MedusaContainer, name: Name, id: string): Promise<void> {
  await afterCustomersChanged(container, [id])
  try {
    await container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).emit({ name, data: { id } })
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${name} of ${id} was not emitted: ${(error as Error).message}`)
  }
}
