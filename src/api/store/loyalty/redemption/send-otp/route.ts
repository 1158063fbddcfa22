import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { requestCode } from "../../../../../workflows/codes/request-code"
import { refusing } from "../../../../refusal"
import { clientOf } from "../client"
import type { StoreSendOtpType } from "../validators"

/**
 * Asks for a one-time code by mail (CONTRACT R42). 202 for every email, whether or not it has points; 429 `rate_limited`
 * where this client, or all together, have asked too often for it.
 */
export const POST = refusing(async (req: AuthenticatedMedusaRequest<StoreSendOtpType>, res) => {
  const { email, cart_id } = req.validatedBody
  const request = { ...clientOf(req), mailbox: email, cart_id: cart_id ?? null }
  const { challenge_id } = await requestCode(req.scope, request)
  res.status(202).json({ status: "accepted", challenge_id })
})
