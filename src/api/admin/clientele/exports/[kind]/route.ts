import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import type { Answer } from "../../../../../types/routes"
import { exportPoints } from "../../../../../workflows/imports/export-rows"
import { hiddenMailboxes } from "../../../../shared/key-calls"
import { sendFile } from "../../../../shared/send-file"

/** All balances as a CSV file that can be imported (contract R49). `kind`: `points`. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/clientele/exports/:kind">>,
): Promise<void> {
  if (req.params["kind"] !== "points") {
    throw clienteleError("not_found", "There is no such export. Known: points.")
  }
  await sendFile(req, res, "points.csv", exportPoints(req.scope, await hiddenMailboxes(req)))
}
