import type { MedusaContainer } from "@medusajs/framework/types"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import type { Database } from "../../modules/points"

/** The mailbox that a redemption token proves, bound to this cart from now on. Throws `redemption_token_invalid`. */
export async function proveByToken(
  container: MedusaContainer,
  token: string,
  cartId: string,
): Promise<{ mailbox: string; proof_id: string }> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const { id, mailbox } = await codes.useToken(token, { cart_id: cartId })
  return { mailbox, proof_id: id }
}

/** The token is spent with the deduction that it authorised, in the order's transaction (CONTRACT R43). */
export async function consumeProof(
  container: MedusaContainer,
  proofId: string | null,
  orderId: string,
  db: Database,
): Promise<void> {
  if (proofId) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).consumeToken(proofId, orderId, db)
  }
}

/** It comes back with the deduction, so that the shopper's retry can use it. */
export async function restoreProof(
  container: MedusaContainer,
  proofId: string | null,
  orderId: string,
  db: Database,
): Promise<void> {
  if (proofId) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).restoreToken(proofId, orderId, db)
  }
}
