import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { getCustomer } from "../../../../workflows/customers/get-customer"
import {
  deleteCustomerProfileWorkflow,
  updateCustomerProfileWorkflow,
} from "../../../../workflows/customers/profile-workflows"
import { refusing } from "../../../shared/refusal"
import { additionalDataOf, bodyAsGiven, pathId } from "../../../shared/validate"
import { visibleTo } from "../../../shared/visible-customer"
import type { AdminDeleteCustomerProfileType, AdminGetCustomerProfileType } from "../validators"

/** Returns a customer with contacts, notes and newest orders (contract R5). `with_deleted=true` also returns a deleted customer. */
export async function GET(
  req: MedusaRequest<unknown, AdminGetCustomerProfileType>,
  res: MedusaResponse<Answer<"GET /admin/customer-profiles/:id">>,
): Promise<void> {
  const withDeleted = req.validatedQuery.with_deleted
  const visible = await visibleTo(req)
  res.json({ customer: visible(await getCustomer(req.scope, pathId(req, "Customer"), { withDeleted })) })
}

/** Changes the given fields and keeps the others (contract R7). Errors: also `address_limit` (406). */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/customer-profiles/:id">>,
  ): Promise<void> => {
    const id = pathId(req, "Customer")
    await updateCustomerProfileWorkflow(req.scope).run({
      input: {
        id,
        customer: bodyAsGiven(req),
        actor_id: req.auth_context.actor_id,
        additional_data: additionalDataOf(req),
      },
    })
    const visible = await visibleTo(req)
    res.json({ customer: visible(await getCustomer(req.scope, id)) })
  },
)

export const PATCH = POST
export const PUT = POST

/** Soft-deletes a customer (contract R9). `force=true` also deletes a customer with an open credit balance. */
export async function DELETE(
  req: MedusaRequest<unknown, AdminDeleteCustomerProfileType>,
  res: MedusaResponse<Answer<"DELETE /admin/customer-profiles/:id">>,
): Promise<void> {
  const { result } = await deleteCustomerProfileWorkflow(req.scope).run({
    input: { id: pathId(req, "Customer"), force: req.validatedQuery.force },
  })
  res.json({ id: result.id, object: "customer", deleted: true, deleted_at: result.deleted_at })
}
