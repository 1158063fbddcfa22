import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import { importKinds } from "../../../../../modules/data_import"
import type { Answer } from "../../../../../types/routes"
import { exportKind } from "../../../../../workflows/imports/export-kinds"
import { requireKind } from "../../../../shared/import-permissions"
import { hiddenCustomers, hiddenMailboxes, keyModeOf } from "../../../../shared/key-calls"
import { isAllowed, READ_CREDIT } from "../../../../shared/permissions"
import { sendFile } from "../../../../shared/send-file"

/**
 * Everything of a kind as a CSV file that can be imported (contract R49). `kind`: `points` (balances other than 0), `customers`,
 * `receivables` (open items).
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
  await sendFile(req, res, `${kind}.csv`, exportKind(req.scope, kind, await viewerOf(req)))
}

const viewerOf = async (req: MedusaRequest) => ({
  hidden: { mailboxes: await hiddenMailboxes(req), customer_ids: await hiddenCustomers(req) },
  live_only: keyModeOf(req) === "live",
  terms: await isAllowed(req, READ_CREDIT),
})
