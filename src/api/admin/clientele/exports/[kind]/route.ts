import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import { importKinds } from "../../../../../modules/data_import"
import type { Answer } from "../../../../../types/routes"
import { exportKind } from "../../../../../workflows/imports/export-kinds"
import { requireKind } from "../../../../shared/import-permissions"
import { isAllowed, READ_CREDIT } from "../../../../shared/permissions"
import { sendFile } from "../../../../shared/send-file"

/**
 * Everything of a kind as a CSV file that can be imported (contract R49). `kind`: `points` (balances other than 0), `customers`,
 * `receivables` (open items). Test customers are left out.
 */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/clientele/exports/:kind">>,
): Promise<void> {
  const kind = importKinds.find((one) => one === req.params["kind"])
  if (!kind) {
    throw clienteleError("not_found", `There is no such export. Known: ${importKinds.join(", ")}.`)
  }
  await requireKind(req, kind, "read")
  const terms = await isAllowed(req, READ_CREDIT)
  await sendFile(req, res, `${kind}.csv`, exportKind(req.scope, kind, { terms }))
}
