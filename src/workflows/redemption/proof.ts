import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import type { Database } from "../../modules/points"
import { findMailbox } from "../points/find-account"
import { readCartOf } from "./redeem"

/** Who wants to use points on a cart, as the request shows it. */
export type ShopperClaim = {
  /** A redemption token; it wins over the session. */
  token?: string | undefined
  /** The customer who is signed in (`auth_context.actor_id`), never one that a cart or a body names. */
  actorId?: string | null | undefined
  cartId: string
}

/**
 * Whose points may be used on a cart (CONTRACT R43, R44; DESIGN D8): those of the mailbox that a token proves, bound to the
 * cart from now on; without a token, those of the mailbox that the signed-in customer has proven. The cart must be for
 * that mailbox, which `readCartOf` checks: a cart's `customer_id` proves nothing.
 *
 * @returns the canonical mailbox, and the token's id for the hold
 * @throws `redemption_token_invalid`; without a token `proof_required`, or `email_changed_recently` within a day (ADR 0019)
 */
export async function proveShopper(
  container: MedusaContainer,
  { token, actorId, cartId }: ShopperClaim,
): Promise<{ mailbox: string; proof_id: string | null }> {
  if (token !== undefined) {
    return proveByToken(container, token, cartId)
  }
  const session = actorId ? await readSession(container, actorId) : null
  if (!session) {
    throw clienteleError("proof_required")
  }
  if (session.redeems_from) {
    throw clienteleError("email_changed_recently")
  }
  return { mailbox: session.mailbox, proof_id: null }
}

/**
 * What the session of a signed-in customer proves: the mailbox of the account, or `null`. With `redeems_from` its points
 * may be seen, and used from then on; until then only with a token.
 */
export async function readSession(
  container: MedusaContainer,
  customerId: string,
): Promise<{ mailbox: string; redeems_from: Date | null } | null> {
  const mailbox = await findMailbox(container, customerId)
  if (!mailbox) {
    return null
  }
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const { is_proven, redeems_from } = await codes.readSession(customerId, mailbox)
  return is_proven ? { mailbox, redeems_from } : null
}

/**
 * The mailbox that a redemption token proves, bound to this cart from now on. A cart that is not there, or for somebody else,
 * does not use the token up.
 *
 * @throws `redemption_token_invalid`, and as `readCartOf`
 */
export async function proveByToken(
  container: MedusaContainer,
  token: string,
  cartId: string,
): Promise<{ mailbox: string; proof_id: string }> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const proven = await codes.peekToken(token)
  if (proven && proven.cart_id === null) {
    await readCartOf(container, { cart_id: cartId, mailbox: proven.mailbox })
  }
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
