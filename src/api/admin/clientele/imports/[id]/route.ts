import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../../../../modules/data_import"
import type { Answer } from "../../../../../types/routes"
import { visibleImport } from "../../../../shared/import-permissions"
import { pathId } from "../../../../shared/validate"

/** One import: its status and how many of its rows are refused, applied or reversed (contract R49). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/clientele/imports/:id">>,
): Promise<void> {
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const visible = await visibleImport(req)
  res.json({ import: visible(await imports.get(pathId(req, "Import"))) })
}
