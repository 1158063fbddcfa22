import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { reverseImportWorkflow } from "../../../../../../workflows/imports/import-workflows"
import { refusing } from "../../../../../shared/refusal"
import { importInPath } from "../import-in-path"
import { refuseTestRows } from "../refuse-test-rows"

/**
 * Starts the reversal of the import by a worker (contract R49): by corrections in a ledger, or by the deletion of customers.
 * Also `import_not_applied`, `import_busy` (409), and `import_built_on` if something was built on any row. Then nothing is
 * reversed, and these rows have problems.
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/clientele/imports/:id/reverse">>,
  ): Promise<void> => {
    const view = await importInPath(req, "reverse")
    const { id } = view
    await refuseTestRows(req, view)
    const input = { id, actor_id: req.auth_context.actor_id }
    const { result } = await reverseImportWorkflow(req.scope).run({ input })
    res.json({ import: result })
  },
)
