import type { MedusaContainer } from "@medusajs/framework/types"
import type { Database } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../../modules/one_time_code"
import { findSessionMailbox } from "../customers/get-customer-mailbox"
import { getCartOf } from "./redemption-cart"

/** The request's evidence for the use of points on a cart. */
export type ShopperClaim = {
  /** A redemption token; it wins over the session. */
  token?: string | undefined
  /** The signed-in customer (`auth_context.actor_id`), never one from a cart or a body. */
  actorId?: string | null | undefined
  cartId: string
}

/** The verification of the mailbox whose points can be used. */
export type VerifiedShopper = {
  /** Canonical. */
  mailbox: string
  /** The token's id, for the hold; `null` for the session of a customer. */
  proof_id: string | null
  /** The token, if there is one. The hold that is placed with it binds it. */
  token?: string
}

/**
 * Returns the mailbox whose points can be used on a cart (contract R43, R44; ADR 0008): the token's mailbox, or without a
 * token the verified mailbox of the signed-in customer. It binds nothing, because only a hold binds a token to its cart.
 * `getCartOf` checks that the cart is for that mailbox, because a cart's `customer_id` proves nothing.
 *
 * @throws `redemption_token_invalid`; without a token `proof_required`, or `email_changed_recently` within a day (ADR 0019)
 */
export async function verifyShopper(
  container: MedusaContainer,
  { token, actorId, cartId }: ShopperClaim,
): Promise<VerifiedShopper> {
  if (token !== undefined) {
    return verifyByToken(container, token, cartId)
  }
  const session = actorId ? await findSession(container, actorId) : null
  if (!session) {
    throw clienteleError("proof_required")
  }
  if (session.redeems_from) {
    throw clienteleError("email_changed_recently")
  }
  return { mailbox: session.mailbox, proof_id: null }
}

/**
 * The mailbox that a signed-in customer's session verifies, or `null`. With `redeems_from` its points can be seen now and
 * used from then on; before that, only with a token.
 */
export async function findSession(
  container: MedusaContainer,
  customerId: string,
): Promise<{ mailbox: string; redeems_from: Date | null } | null> {
  const mailbox = await findSessionMailbox(container, customerId)
  if (!mailbox) {
    return null
  }
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const { is_proven, redeems_from } = await codes.readSession(customerId, mailbox)
  return is_proven ? { mailbox, redeems_from } : null
}

/**
 * The mailbox that a redemption token verifies for a cart. A token that is bound to another cart does not count.
 *
 * @throws `redemption_token_invalid`, and as `getCartOf`
 */
async function verifyByToken(container: MedusaContainer, token: string, cartId: string): Promise<VerifiedShopper> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const proven = await codes.peekToken(token)
  if (!proven || (proven.cart_id !== null && proven.cart_id !== cartId)) {
    throw clienteleError("redemption_token_invalid")
  }
  const { id, mailbox, cart_id } = proven
  if (cart_id === null) {
    await getCartOf(container, { cart_id: cartId, mailbox })
  }
  return { mailbox, proof_id: id, token }
}

/**
 * The mailbox of a signed-in customer's account, once it is verified: by the session, or by a live token for that mailbox.
 *
 * @returns `null` where neither verifies it
 */
export async function findVerifiedMailbox(
  container: MedusaContainer,
  customerId: string,
  token: string | undefined,
): Promise<string | null> {
  const session = await findSession(container, customerId)
  if (session || token === undefined) {
    return session?.mailbox ?? null
  }
  const proven = await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).peekToken(token)
  return proven && proven.mailbox === (await findSessionMailbox(container, customerId)) ? proven.mailbox : null
}

/** Whether a live token is not bound to a cart yet. */
export async function isUnbound(container: MedusaContainer, token: string): Promise<boolean> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  return (await codes.peekToken(token))?.cart_id === null
}

/** Binds a token to the cart of its hold. @throws `redemption_token_invalid` if another cart has it */
export async function bindToken(container: MedusaContainer, token: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).useToken(token, { cart_id: cartId })
}

/** Undoes that, because the hold was refused, and only a hold binds a token (contract R43). */
export async function unbindToken(container: MedusaContainer, token: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).unbindToken(token, cartId)
}

/** The same by the token's id, for a compensation, which must not store a token. */
export async function unbindTokenById(container: MedusaContainer, proofId: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).unbindTokenById(proofId, cartId)
}

/** Consumes the token with the deduction that it authorised, in the order's transaction (contract R43). */
export async function consumeToken(
  container: MedusaContainer,
  proofId: string | null,
  orderId: string,
  db: Database,
): Promise<void> {
  if (proofId) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).consumeToken(proofId, orderId, db)
  }
}

/** Restores it when the deduction is undone, so that the shopper's retry can use it. */
export async function restoreToken(
  container: MedusaContainer,
  proofId: string | null,
  orderId: string,
  db: Database,
): Promise<void> {
  if (proofId) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).restoreToken(proofId, orderId, db)
  }
}
