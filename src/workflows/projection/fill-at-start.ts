import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { fillProjection } from "./sweep-customers"

/** Enough time for tens of thousands of customers. In a larger store the sweep does the rest. */
const FILL_MS = 10 * 60 * 1000

/** Starts the first fill of the customer index. The boot does not wait for it. */
export function fillAtStart(container: MedusaContainer): void {
  const { projectConfig } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  if (projectConfig.workerMode !== "server") {
    void fillProjection(container, performance.now() + FILL_MS).catch((error: Error) => {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: the customer index is not filled yet (${errorText(error)}); the next sweep continues`)
    })
  }
}
