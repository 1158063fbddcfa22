import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../../types/routes"
import { removeCreditMemberWorkflow } from "../../../../../../../workflows/credit/accounts/credit-member-workflows"
import { pathId } from "../../../../../../shared/validate"

/** Removes a member, by the customer's id. The member's orders stay on the account. Errors: `last_member`. */
export async function DELETE(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/customers/:id/credit/members/:member_id">>,
): Promise<void> {
  const account_id = pathId(req, "Customer")
  const customer_id = pathId(req, "Customer", "member_id")
  await removeCreditMemberWorkflow(req.scope).run({
    input: { account_id, customer_id, actor_id: req.auth_context.actor_id },
  })
  res.json({ id: customer_id, object: "credit_member", deleted: true })
}
