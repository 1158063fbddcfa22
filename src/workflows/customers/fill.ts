import { container } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { onStartUp } from "../../kernel/start-up"
import { fillProjection } from "./sweep-customers"

/** A store of tens of thousands of customers is done in this time; of a larger one the sweep does the rest. */
const FILL_MS = 10 * 60 * 1000

// Beside the boot, not before its end: nobody waits for it.
onStartUp("first fill of the customer index", () => {
  const { projectConfig } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  if (projectConfig.workerMode !== "server") {
    void fillProjection(container, performance.now() + FILL_MS).catch((error: Error) => {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: the customer index is not filled yet (${error.message}); the sweep goes on with it`)
    })
  }
})
