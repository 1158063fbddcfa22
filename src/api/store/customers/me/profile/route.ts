import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { getOwnProfile } from "../../../../../workflows/customers/own-profile"
import { updateOwnProfileWorkflow } from "../../../../../workflows/customers/profile-workflows"
import { additionalDataOf, bodyAsGiven } from "../../../../shared/validate"

/** Returns the signed-in customer's own profile (contract R19). */
export async function GET(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"GET /store/customers/me/profile">>,
): Promise<void> {
  res.json({ customer: await getOwnProfile(req.scope, req.auth_context.actor_id) })
}

/** Changes the given fields and keeps the others; `null` clears a field. */
export async function POST(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse<Answer<"POST /store/customers/me/profile">>,
): Promise<void> {
  const id = req.auth_context.actor_id
  await updateOwnProfileWorkflow(req.scope).run({
    input: { id, customer: bodyAsGiven(req), additional_data: additionalDataOf(req) },
  })
  res.json({ customer: await getOwnProfile(req.scope, id) })
}

export const PATCH = POST
export const PUT = POST
