import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { createCustomer } from "../../../workflows/customers/create"
import type { CustomerInput } from "../../../workflows/customers/customer-input"
import { getCustomer } from "../../../workflows/customers/get"
import { refusing } from "../../refusal"
import { listCustomerProfiles } from "./list"

/** See {@link listCustomerProfiles} (CONTRACT R10). */
export const GET = listCustomerProfiles

/**
 * Makes a customer with profile, addresses, contacts and terms of credit: 201. A guest with that email whom nobody manages yet
 * is adopted: 200 with `adopted: true` (CONTRACT R1). Also `address_limit` (406).
 */
export const POST = refusing(
  async (req: AuthenticatedMedusaRequest<CustomerInput>, res: MedusaResponse): Promise<void> => {
    const { id, adopted } = await createCustomer(req.scope, req.validatedBody, req.auth_context.actor_id)
    const customer = await getCustomer(req.scope, id)
    res.status(adopted ? 200 : 201).json(adopted ? { customer, adopted } : { customer })
  },
)
