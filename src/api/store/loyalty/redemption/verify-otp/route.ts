import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import type { VerifyCodeBody } from "../../../../../workflows/codes/code-input"
import { verifyCodeWorkflow } from "../../../../../workflows/codes/code-workflows"
import { refusing } from "../../../../shared/refusal"
import { clientOf } from "../client"

/**
 * Exchanges a one-time code for a redemption token (contract R43). 400 `code_invalid` for every invalid code, for
 * any reason; 429 `rate_limited` after too many failures.
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest<VerifyCodeBody>,
    res: MedusaResponse<Answer<"POST /store/loyalty/redemption/verify-otp">>,
  ): Promise<void> => {
    const { result: verified } = await verifyCodeWorkflow(req.scope).run({
      input: { ...req.validatedBody, ...clientOf(req) },
    })
    res.setHeader("cache-control", "no-store")
    res.json(verified)
  },
)
