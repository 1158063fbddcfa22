import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withLoggableErrors } from "../kernel/error-text"
import { count } from "../kernel/metrics"
import { sweepCustomers } from "../workflows/projection/sweep-customers"

/** Recovers changes of lost events and jobs, every five minutes (contract R12). */
async function customersSweep(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { failed } = await sweepCustomers(container)
  count("clientele.sweep.findings", { sweep: "customers", result: "failed" }, failed.length)
  for (const { id, message } of failed) {
    logger.error(`clientele: the sweep of customers could not project ${id}: ${message}`)
  }
}

export default withLoggableErrors(customersSweep)

export const config = { name: "clientele-customers-sweep", schedule: "2-59/5 * * * *" }
