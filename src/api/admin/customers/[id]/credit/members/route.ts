import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CREDIT_MODULE, type CreditModuleService } from "../../../../../../modules/credit"
import type { Answer } from "../../../../../../types/routes"
import { saveCreditMemberWorkflow } from "../../../../../../workflows/credit/accounts/credit-member-workflows"
import { checkCreditAccount } from "../../../../../../workflows/credit/accounts/get-credit"
import { toCreditMember } from "../../../../../shared/credit-answers"
import { pathId } from "../../../../../shared/validate"
import type { AdminSaveCreditMemberType } from "../validators"

/** Lists the members of a customer's account (contract R22). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/credit/members">>,
): Promise<void> {
  const id = pathId(req, "Customer")
  await checkCreditAccount(req.scope, id)
  const members = await req.scope.resolve<CreditModuleService>(CREDIT_MODULE).listMembers(id)
  res.json({ members: members.map(toCreditMember) })
}

/** Adds a member, or changes the spending limit of a member. Errors: `already_member`. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminSaveCreditMemberType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/credit/members">>,
): Promise<void> {
  const { result: member } = await saveCreditMemberWorkflow(req.scope).run({
    input: { account_id: pathId(req, "Customer"), member: req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.json({ member: toCreditMember(member) })
}
