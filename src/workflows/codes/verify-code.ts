import type { MedusaContainer } from "@medusajs/framework/types"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { type CodeRequest, hasOwnBudget, isOwner } from "./request-code"

/**
 * Exchanges a one-time code for a redemption token (contract R43). A customer who is signed in with that mailbox has
 * verified it from then on (ADR 0008).
 *
 * @throws `code_invalid`, `rate_limited`
 */
export async function verifyCode(
  container: MedusaContainer,
  request: CodeRequest & { code: string; challenge_id: string | null },
): Promise<{ redemption_token: string; expires_at: Date }> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const settings = await container.resolve<PointsModuleService>(POINTS_MODULE).getSettings()
  const { token, expires_at } = await codes.verify({
    mailbox: request.mailbox,
    network: request.network,
    by_owner: await hasOwnBudget(container, request),
    code: request.code,
    challenge_id: request.challenge_id,
    ttl_minutes: settings.loyalty_redemption_token_ttl_minutes,
  })
  if (request.customer_id && (await isOwner(container, request))) {
    await codes.verifyCustomer(request.customer_id, request.mailbox)
  }
  return { redemption_token: token, expires_at }
}
