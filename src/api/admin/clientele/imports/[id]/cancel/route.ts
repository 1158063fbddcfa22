import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { cancelImportWorkflow } from "../../../../../../workflows/imports/import-workflows"
import { refusing } from "../../../../../shared/refusal"
import { importInPath } from "../import-in-path"

/** Ends an import that is not confirmed (contract R49); nothing is posted. Also `import_not_ready`. */
export const POST = refusing(
  async (
    req: MedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/clientele/imports/:id/cancel">>,
  ): Promise<void> => {
    const { id } = await importInPath(req, "change")
    const { result } = await cancelImportWorkflow(req.scope).run({ input: { id } })
    res.json({ import: result })
  },
)
