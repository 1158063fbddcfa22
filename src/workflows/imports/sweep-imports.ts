import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../modules/data_import"
import { announceImports, importEvents } from "../shared/events/import-events"
import { runImport } from "./run-import"

/** Limits of one run of the sweep. The next run continues. */
const ROUND_MS = 50_000

/**
 * The guarantee of ADR 0069: even if jobs and processes are lost, imports continue and old data are deleted. It needs no
 * queue.
 */
export async function sweepImports(container: MedusaContainer): Promise<void> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const until = performance.now() + ROUND_MS
  for (const id of await imports.listRunning()) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    try {
      const end = await runImport(container, id, { isOver: () => performance.now() >= until })
      if (end === "waiting") {
        logger.warn(
          `clientele: rows of import ${id} wait for accounts that other sessions hold; the next sweep tries again`,
        )
      }
    } catch (error) {
      logger.error(`clientele: import ${id} did not go on (${errorText(error)}); the next sweep tries again`)
    }
  }
  await announceImports(container, importEvents.CANCELED, await imports.cleanUp())
}
