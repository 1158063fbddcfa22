import type { MedusaRequest } from "@medusajs/framework/http"
import { DATA_IMPORT_MODULE, type DataImportModuleService, type ImportView } from "../../../../../modules/data_import"
import { requireKind } from "../../../../shared/import-permissions"
import { pathId } from "../../../../shared/validate"

/** The import of the path, for a caller with the permissions of its kind. @throws `not_found`, `forbidden` */
export async function importInPath(req: MedusaRequest, what: "read" | "change" | "reverse"): Promise<ImportView> {
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const view = await imports.get(pathId(req, "Import"))
  await requireKind(req, view.kind, what)
  return view
}
