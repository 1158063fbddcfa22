import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { pointsEvents } from "../points/events"

/** A deduction, with the payload of its event. */
export type Deduction = { order_id: string; entry_id: string; points: number; balance_after: number }

/** Tells of deductions (CONTRACT R64). Waits for nothing and never fails: the order is made, whatever the event bus says. */
export function tellRedeemed(container: MedusaContainer, deductions: readonly Deduction[]): void {
  if (deductions.length === 0) {
    return
  }
  const messages = deductions.map((data) => ({ name: pointsEvents.REDEEMED, data }))
  const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
  bus.emit(messages).catch((error: Error) => {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: a deduction was not told (${error.message}); its entry is there`)
  })
}
