import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { confirmImportWorkflow } from "../../../../../../workflows/imports/import-workflows"
import { requireForTerms } from "../../../../../shared/import-permissions"
import { refusing } from "../../../../../shared/refusal"
import type { AdminConfirmImportType } from "../../validators"
import { importInPath } from "../import-in-path"
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
    const view = await importInPath(req, "change")
    const { id } = view
    await refuseTestRows(req, view)
    await requireForTerms(req, view)
    const input = { id, ...req.validatedBody, actor_id: req.auth_context.actor_id }
    const { result } = await confirmImportWorkflow(req.scope).run({ input })
    res.json({ import: result })
  },
)
