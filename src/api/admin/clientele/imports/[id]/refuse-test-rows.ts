import type { MedusaRequest } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../../../../modules/data_import"
import { hiddenCustomers, hiddenMailboxes } from "../../../../shared/key-calls"

/**
 * Keeps a live key from an import with rows of test customers, which an admin user has uploaded (contract M69).
 *
 * @throws `forbidden`
 */
export async function refuseTestRows(req: MedusaRequest, id: string): Promise<void> {
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  if (await imports.hasRowsOf(id, await hiddenMailboxes(req), await hiddenCustomers(req))) {
    throw clienteleError("forbidden", "This import has rows of test customers. Sign in as an admin user.")
  }
}
