import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { CustomerInput } from "../../../../workflows/customers/customer-input"
import { deleteCustomer } from "../../../../workflows/customers/delete"
import { getCustomer } from "../../../../workflows/customers/get"
import { updateCustomer } from "../../../../workflows/customers/update"
import { refusing } from "../../../refusal"
import { pathId } from "../../../validate"
import type { AdminDeleteCustomerProfileType, AdminGetCustomerProfileType } from "../validators"

/** One customer, with contacts, notes and newest orders (CONTRACT R5); a deleted one with `with_deleted=true`. */
export async function GET(
  req: MedusaRequest<unknown, AdminGetCustomerProfileType>,
  res: MedusaResponse,
): Promise<void> {
  const withDeleted = req.validatedQuery.with_deleted
  res.json({ customer: await getCustomer(req.scope, pathId(req, "Customer"), { withDeleted }) })
}

/** Changes what is given and leaves the rest (CONTRACT R7). Also `address_limit` (406). */
export const POST = refusing(async (req: MedusaRequest<CustomerInput>, res: MedusaResponse): Promise<void> => {
  const id = pathId(req, "Customer")
  await updateCustomer(req.scope, id, req.validatedBody)
  res.json({ customer: await getCustomer(req.scope, id) })
})

export const PATCH = POST
export const PUT = POST

/** Deletes softly (CONTRACT R9); `force=true` also with an open credit balance. */
export async function DELETE(
  req: MedusaRequest<unknown, AdminDeleteCustomerProfileType>,
  res: MedusaResponse,
): Promise<void> {
  const { id, deleted_at } = await deleteCustomer(req.scope, pathId(req, "Customer"), req.validatedQuery)
  res.json({ id, object: "customer", deleted: true, deleted_at })
}
