import type { MedusaContainer } from "@medusajs/framework/types"
import type { Database } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../../modules/one_time_code"
import { getCustomerMailbox } from "../customers/get-customer-mailbox"
import { getCartOf } from "./redemption-cart"

/** Who wants to use points on a cart, as the request shows it. */
export type ShopperClaim = {
  /** A redemption token; it wins over the session. */
  token?: string | undefined
  /** The customer who is signed in (`auth_context.actor_id`), never one that a cart or a body names. */
  actorId?: string | null | undefined
  cartId: string
}

/** What shows whose points may be used. */
export type VerifiedShopper = {
  /** Canonical. */
  mailbox: string
  /** The token's id, for the hold; `null` for the session of a customer. */
  proof_id: string | null
  /** The token, if there is one: the hold that is placed with it binds it. */
  token?: string
}

/**
 * Whose points may be used on a cart (contract R43, R44; ADR 0008): those of the mailbox that a token proves; without a
 * token, those of the mailbox that the signed-in customer has proven. Binds nothing: only a hold binds a token to its
 * cart. The cart must be for that mailbox, which `getCartOf` checks: a cart's `customer_id` proves nothing.
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
 * What the session of a signed-in customer proves: the mailbox of the account, or `null`. With `redeems_from` its points
 * may be seen, and used from then on; until then only with a token.
 */
export async function findSession(
  container: MedusaContainer,
  customerId: string,
): Promise<{ mailbox: string; redeems_from: Date | null } | null> {
  const mailbox = await getCustomerMailbox(container, customerId)
  if (!mailbox) {
    return null
  }
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const { is_proven, redeems_from } = await codes.readSession(customerId, mailbox)
  return is_proven ? { mailbox, redeems_from } : null
}

/**
 * The mailbox that a redemption token proves for a cart. A token that another cart has proves nothing here.
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
  return proven && proven.mailbox === (await getCustomerMailbox(container, customerId)) ? proven.mailbox : null
}

/** Whether a live token serves no cart yet. */
export async function isUnbound(container: MedusaContainer, token: string): Promise<boolean> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  return (await codes.peekToken(token))?.cart_id === null
}

/** Binds a token to the cart that a hold was placed on with it. @throws `redemption_token_invalid` where another cart has it */
export async function bindToken(container: MedusaContainer, token: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).useToken(token, { cart_id: cartId })
}

/** Undoes that, as the hold was refused after all: only a hold binds a token (contract R43). */
export async function unbindToken(container: MedusaContainer, token: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).unbindToken(token, cartId)
}

/** The same by the token's id, for a compensation, which must not keep a token. */
export async function unbindTokenById(container: MedusaContainer, proofId: string, cartId: string): Promise<void> {
  await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).unbindTokenById(proofId, cartId)
}

/** The token is spent with the deduction that it authorised, in the order's transaction (contract R43). */
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

/** It comes back with the deduction, so that the shopper's retry can use it. */
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
