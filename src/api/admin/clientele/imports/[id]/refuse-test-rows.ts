import type { MedusaRequest } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import { DATA_IMPORT_MODULE, type DataImportModuleService, type ImportView } from "../../../../../modules/data_import"
import { hiddenCustomers, hiddenMailboxes } from "../../../../shared/key-calls"

/** The beginning of the ids of Medusa's keys. */
const SECRET_KEY = "apk_"

/**
 * Keeps a live key from an import with rows of test customers, which an admin user has uploaded (contract M69). In a key's own
 * file such rows are refused and name no customer, so the key reads them to correct the file.
 *
 * @throws `forbidden`
 */
export async function refuseTestRows(req: MedusaRequest, { id, created_by }: ImportView): Promise<void> {
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const people = { mailboxes: await hiddenMailboxes(req), customer_ids: await hiddenCustomers(req) }
  if (await imports.hasRowsOf(id, people, { refused: !created_by.startsWith(SECRET_KEY) })) {
    throw clienteleError("forbidden", "This import has rows of test customers. Sign in as an admin user.")
  }
}
