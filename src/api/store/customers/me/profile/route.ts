import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { changeOwnProfile, type OwnProfileChange, readOwnProfile } from "../../../../../workflows/customers/own-profile"

/** What the signed-in customer has said about themself (CONTRACT R19). */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ customer: await readOwnProfile(req.scope, req.auth_context.actor_id) })
}

/** Changes what is given and leaves the rest; `null` empties. */
export async function POST(req: AuthenticatedMedusaRequest<OwnProfileChange>, res: MedusaResponse): Promise<void> {
  res.json({ customer: await changeOwnProfile(req.scope, req.auth_context.actor_id, req.validatedBody) })
}

export const PATCH = POST
export const PUT = POST
