import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../../../modules/data_import"
import type { Answer } from "../../../../types/routes"
import { stageImport } from "../../../../workflows/imports/stage-import"
import { callerOf, requireKind, visibleImport } from "../../../shared/import-permissions"
import { refusing } from "../../../shared/refusal"
import { withFile } from "./receive-file"
import type { AdminCreateImportType, AdminListImportsType } from "./validators"

/** Imports, the newest first (contract R49). */
export async function GET(
  req: MedusaRequest<unknown, AdminListImportsType>,
  res: MedusaResponse<Answer<"GET /admin/clientele/imports">>,
): Promise<void> {
  const { limit, offset } = req.validatedQuery
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const [found, visible] = await Promise.all([imports.list(limit, offset), visibleImport(req)])
  res.json({ ...found, imports: found.imports.map(visible), limit, offset })
}

/**
 * Reads a CSV file and checks its lines, as a dry run: `multipart/form-data` with the file of at most 50 MB in the field `file`. Nothing is posted
 * until it is confirmed. Also `import_too_large` (413).
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/clientele/imports">>,
  ): Promise<void> => {
    const said = req.validatedQuery as AdminCreateImportType
    await requireKind(req, said.kind, "change")
    const caller = await callerOf(req)
    const created_by = req.auth_context.actor_id
    const staged = await withFile(req, res, (file) => stageImport(req.scope, { ...said, ...file, created_by, caller }))
    res.status(201).json({ import: staged })
  },
)
