import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { sweepCustomers } from "../workflows/projection/sweep-customers"

/** Every five minutes, whatever became of events and jobs (CONTRACT R12). */
export default async function customersSweep(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { failed } = await sweepCustomers(container)
  for (const { id, message } of failed) {
    logger.error(`clientele: the sweep of customers could not project ${id}: ${message}`)
  }
}

export const config = { name: "clientele-customers-sweep", schedule: "2-59/5 * * * *" }
