import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { verifyCode } from "../../../../../workflows/codes/verify-code"
import { refusing } from "../../../../refusal"
import { clientOf } from "../client"
import type { StoreVerifyOtpType } from "../validators"

/**
 * Exchanges a one-time code for a redemption token (CONTRACT R43). 400 `code_invalid` for every code that is not good, for
 * whatever reason; 429 `rate_limited` after too many failures.
 */
export const POST = refusing(async (req: AuthenticatedMedusaRequest<StoreVerifyOtpType>, res) => {
  const { email, code, challenge_id } = req.validatedBody
  const request = { ...clientOf(req), mailbox: email, code, challenge_id: challenge_id ?? null }
  const verified = await verifyCode(req.scope, request)
  res.setHeader("cache-control", "no-store")
  res.json(verified)
})
