import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { confirmImportWorkflow } from "../../../../../../workflows/imports/import-workflows"
import { refusing } from "../../../../../shared/refusal"
import { pathId } from "../../../../../shared/validate"
import type { AdminConfirmImportType } from "../../validators"
import { refuseTestRows } from "../refuse-test-rows"

/**
 * Starts the posting of the rows by a worker (contract R49). Read the import again for its progress. Also
 * `import_not_ready`, `import_busy` (409), and `import_rows_refused` without `skip_refused`.
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest<AdminConfirmImportType>,
    res: MedusaResponse<Answer<"POST /admin/clientele/imports/:id/confirm">>,
  ): Promise<void> => {
    const id = pathId(req, "Import")
    await refuseTestRows(req, id)
    const input = { id, ...req.validatedBody, actor_id: req.auth_context.actor_id }
    const { result } = await confirmImportWorkflow(req.scope).run({ input })
    res.json({ import: result })
  },
)
