import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../../../../../modules/data_import"
import type { Answer } from "../../../../../../types/routes"
import { exportRows } from "../../../../../../workflows/imports/export-rows"
import { hiddenColumns } from "../../../../../shared/import-permissions"
import { sendFile } from "../../../../../shared/send-file"
import type { AdminListImportRowsType } from "../../validators"
import { importInPath } from "../import-in-path"
import { refuseTestRows } from "../refuse-test-rows"

/**
 * Lists lines of an import in the order of the file with their problems (contract R49), after the line `after`.
 * `problems=true` returns only lines with problems, `state` only lines in a state. `format=csv` returns all of them as a
 * file, which can be corrected and imported.
 */
export async function GET(
  req: MedusaRequest<unknown, AdminListImportRowsType>,
  res: MedusaResponse<Answer<"GET /admin/clientele/imports/:id/rows">>,
): Promise<void> {
  const { state, problems, after, limit, format } = req.validatedQuery
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const view = await importInPath(req, "read")
  const { id, kind } = view
  await refuseTestRows(req, view)
  const hidden = await hiddenColumns(req)
  if (format === "csv") {
    await sendFile(req, res, `${id}.csv`, exportRows(req.scope, { id, kind }, { state, problems }, hidden))
    return
  }
  const found = await imports.listRows(id, { state, problems }, after, limit)
  const rows = found.map((row) => ({ ...row, cells: row.cells && without(row.cells, hidden) }))
  res.json({ rows, next_after: rows.length === limit ? (rows.at(-1)?.line ?? null) : null })
}

const without = (cells: Record<string, string>, hidden: readonly string[]) =>
  Object.fromEntries(Object.entries(cells).filter(([column]) => !hidden.includes(column)))
