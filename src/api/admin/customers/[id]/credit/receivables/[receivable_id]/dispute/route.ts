import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../../../types/routes"
import {
  disputeReceivableWorkflow,
  endReceivableDisputeWorkflow,
} from "../../../../../../../../workflows/credit/collections/dispute-workflows"
import { pathId } from "../../../../../../../shared/validate"
import type { AdminDisputeReceivableType } from "../../../validators"

/** Marks an open item as disputed, so that no reminders are sent (contract R28). Errors: `receivable_paid`. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminDisputeReceivableType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/receivables/:receivable_id/dispute">>,
): Promise<void> {
  const receivable_id = pathId(req, "Receivable", "receivable_id")
  await disputeReceivableWorkflow(req.scope).run({
    input: {
      account_id: pathId(req, "Customer"),
      receivable_id,
      reason: req.validatedBody.reason,
      actor_id: req.auth_context.actor_id,
    },
  })
  res.json({ id: receivable_id, object: "receivable", disputed: true })
}

/** Ends the dispute. Reminders are sent again. */
export async function DELETE(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/customers/:id/credit/receivables/:receivable_id/dispute">>,
): Promise<void> {
  const receivable_id = pathId(req, "Receivable", "receivable_id")
  await endReceivableDisputeWorkflow(req.scope).run({
    input: { account_id: pathId(req, "Customer"), receivable_id, actor_id: req.auth_context.actor_id },
  })
  res.json({ id: receivable_id, object: "receivable", disputed: false })
}
