import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { clienteleError, type ErrorCode } from "../../kernel/errors"
import { whileNotCompleting } from "../shared/locks/completion-lock"
import { getCheckoutCart } from "./checkout-cart"
import type { Outcome, Shopper } from "./checkout-types"
import { noteDeclined } from "./prepare-payment"

const { NOT_ALLOWED, PAYMENT_AUTHORIZATION_ERROR, PAYMENT_REQUIRES_MORE_ERROR } = MedusaError.Types

/**
 * The order of a cart; `null` before there is one. Medusa links the order before the payment is authorised and undoes both
 * if the payment fails. So a link counts only after the completion has released Medusa's lock on the cart.
 *
 * @throws `completion_in_progress`
 */
export async function findOrderOf(container: MedusaContainer, cartId: string): Promise<string | null> {
  return (await readLink(container, cartId))
    ? whileNotCompleting(container, cartId, () => readLink(container, cartId))
    : null
}

async function readLink(container: MedusaContainer, cartId: string): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order_cart", fields: ["order_id"], filters: { cart_id: cartId } })
  const [link] = data as unknown as { order_id: string }[]
  return link?.order_id ?? null
}

/**
 * Completes a cart as Medusa's own route does. If the payment provider needs the shopper, that is a result. All other
 * failures are thrown.
 *
 * @throws `completion_in_progress`, and errors of Medusa and of the deduction of points
 */
export async function completeCart(
  container: MedusaContainer,
  cartId: string,
  { customer_id }: Pick<Shopper, "customer_id">,
): Promise<Outcome> {
  const engine = container.resolve(Modules.WORKFLOW_ENGINE)
  const { errors, result, transaction } = await engine.run(completeCartWorkflowId, {
    input: { id: cartId },
    throwOnError: false,
  })
  if (!transaction.hasFinished()) {
    throw clienteleError("completion_in_progress")
  }
  const error: unknown = errors?.[0]?.error
  if (error === undefined) {
    return { type: "order", order_id: result.id }
  }
  const problem = await paymentProblem(container, cartId, error)
  if (!problem) {
    throw error
  }
  if (problem === PAYMENT_AUTHORIZATION_ERROR) {
    await noteDeclined(container, cartId)
  }
  const { message, name, refused_by, ...refused } = error as CreditRefused
  const code: ErrorCode = problem === PAYMENT_AUTHORIZATION_ERROR ? "payment_refused" : "payment_requires_more"
  // The answer has credit's reason, and for the signed-in buyer the shortfall (contract R24, M59).
  const isBuyer = customer_id !== undefined && refused.buyer_id === customer_id
  const shortfall = isBuyer ? { shortfall: refused.shortfall } : {}
  const refusal = refused_by === "credit" ? { code: refused.code, ...shortfall } : { code }
  return { type: "cart", cart_id: cartId, error: { message, name, type: problem, ...refusal } }
}

/** The error by which credit refuses an order (src/workflows/credit/orders/credit-refusals.ts). */
type CreditRefused = Error & { refused_by?: string; code: ErrorCode; shortfall: string; buyer_id: string | null }

/**
 * The kind of the payment provider's answer behind an error; `null` for other errors. If a provider *returns* that it needs
 * the shopper, or that it declines, Medusa 2.21.1 throws NOT_ALLOWED naming the session, and the session's status tells
 * which.
 */
async function paymentProblem(container: MedusaContainer, cartId: string, error: unknown): Promise<string | null> {
  const { type, message } = error as { type?: string; message?: string }
  if (type === PAYMENT_AUTHORIZATION_ERROR || type === PAYMENT_REQUIRES_MORE_ERROR) {
    return type
  }
  if (type !== NOT_ALLOWED) {
    return null
  }
  const { payment_collection } = await getCheckoutCart(container, cartId)
  const session = payment_collection?.payment_sessions?.find(({ id }) => message?.includes(id))
  if (!session) {
    return null
  }
  return session.status === PaymentSessionStatus.REQUIRES_MORE
    ? PAYMENT_REQUIRES_MORE_ERROR
    : PAYMENT_AUTHORIZATION_ERROR
}
