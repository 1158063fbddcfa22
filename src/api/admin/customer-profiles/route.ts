import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../types/routes"
import { getCustomer } from "../../../workflows/customers/get-customer"
import { createCustomerProfileWorkflow } from "../../../workflows/customers/profile-workflows"
import { refusing } from "../../refusal"
import { additionalDataOf, bodyAsGiven } from "../../validate"
import { listCustomerProfiles } from "./list"

/** See {@link listCustomerProfiles} (CONTRACT R10). */
export const GET = listCustomerProfiles

/**
 * Makes a customer with profile, addresses, contacts and terms of credit: 201. A guest with that email whom nobody manages yet
 * is adopted: 200 with `adopted: true` (CONTRACT R1). Also `address_limit` (406).
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/customer-profiles">>,
  ): Promise<void> => {
    const { result } = await createCustomerProfileWorkflow(req.scope).run({
      input: {
        customer: bodyAsGiven(req),
        actor_id: req.auth_context.actor_id,
        additional_data: additionalDataOf(req),
      },
    })
    const { id, adopted } = result
    const customer = await getCustomer(req.scope, id)
    res.status(adopted ? 200 : 201).json(adopted ? { customer, adopted } : { customer })
  },
)
