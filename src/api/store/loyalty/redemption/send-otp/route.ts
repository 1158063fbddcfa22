import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import type { SendCodeBody } from "../../../../../workflows/codes/code-input"
import { sendCodeWorkflow } from "../../../../../workflows/codes/code-workflows"
import { refusing } from "../../../../shared/refusal"
import { clientOf } from "../client"

/**
 * Requests a one-time code by mail (contract R42). 202 for every email address, with or without points; 429 `rate_limited`
 * if this client, or all clients together, requested too many codes.
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest<SendCodeBody>,
    res: MedusaResponse<Answer<"POST /store/loyalty/redemption/send-otp">>,
  ): Promise<void> => {
    const { result } = await sendCodeWorkflow(req.scope).run({ input: { ...req.validatedBody, ...clientOf(req) } })
    res.status(202).json({ status: "accepted", challenge_id: result.challenge_id })
  },
)
