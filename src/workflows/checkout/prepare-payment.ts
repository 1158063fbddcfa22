import { isDeepStrictEqual } from "node:util"
import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import {
  createPaymentCollectionForCartWorkflow,
  createPaymentSessionsWorkflow,
  refreshPaymentCollectionForCartWorkflow,
} from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../kernel/errors"
import { decimal } from "../../kernel/money"
import { coversTotal, PAID } from "../shared/redemption/check-payment"
import { type CheckoutCart, getCheckoutCart, type PaymentSession } from "./checkout-cart"
import type { PaymentChoice, Shopper } from "./checkout-types"
import { namingField } from "./name-refused-field"

/** Statuses of sessions that the provider has already processed. A new session would lose that. */
export const UNDER_WAY: readonly string[] = [...PAID, PaymentSessionStatus.REQUIRES_MORE]

/** Metadata key of a payment collection for the ids of declined sessions, which Medusa leaves `pending` (ADR 0038). */
const DECLINED = "clientele_declined_sessions"

/**
 * Checked before points are applied, so that a request that cannot be paid reserves no points.
 *
 * @throws `invalid_request` naming `payment.provider_id` if the cart's region does not have that provider
 */
export async function checkProvider(
  container: MedusaContainer,
  cart: CheckoutCart,
  { provider_id }: PaymentChoice,
): Promise<void> {
  const providers = await enabledProviders(container, cart)
  if (!providers.includes(provider_id)) {
    throw clienteleError(
      "invalid_request",
      `payment.provider_id: is not enabled in the cart's region; choose one of ${providers.join(", ")}`,
    )
  }
}

/**
 * Ensures that the cart has a session over its total: with the requested provider, keeping an active session; else the
 * existing session; else a session with the region's only provider. A cart that costs nothing needs none.
 *
 * @throws `invalid_request` naming `payment.provider_id` if the request must choose a provider
 */
export async function preparePayment(
  container: MedusaContainer,
  cartId: string,
  stated: PaymentChoice | undefined,
  { customer_id }: Shopper,
): Promise<void> {
  const cart = await withCollection(container, cartId)
  const sessions = usable(cart).filter((session) => !isDeclined(session, cart))
  const isReady = stated ? sessions.some((session) => serves(session, stated, cart)) : sessions.length > 0
  if (isFree(cart) || isReady || !cart.payment_collection) {
    return
  }
  const choice = stated ?? declinedChoice(cart) ?? (await onlyProvider(container, cart))
  const input = { ...choice, payment_collection_id: cart.payment_collection.id, customer_id }
  await namingField("payment", () => createPaymentSessionsWorkflow(container).run({ input }))
}

/** Records that the provider declined sessions that still have the status `pending`. */
export async function noteDeclined(container: MedusaContainer, cartId: string): Promise<void> {
  const { payment_collection } = await getCheckoutCart(container, cartId)
  const ids = (payment_collection?.payment_sessions ?? [])
    .filter(({ status }) => status === PaymentSessionStatus.PENDING)
    .map(({ id }) => id)
  if (payment_collection && ids.length > 0) {
    await container.resolve<IPaymentModuleService>(Modules.PAYMENT).updatePaymentCollections(payment_collection.id, {
      metadata: { ...payment_collection.metadata, [DECLINED]: ids },
    })
  }
}

function isDeclined({ id, status }: PaymentSession, { payment_collection }: CheckoutCart): boolean {
  const declined = payment_collection?.metadata?.[DECLINED]
  return status === PaymentSessionStatus.PENDING && Array.isArray(declined) && declined.includes(id)
}

/** The provider that declined, for a retry that names none. */
function declinedChoice(cart: CheckoutCart): PaymentChoice | null {
  const declined = usable(cart).find((session) => isDeclined(session, cart))
  return declined ? { provider_id: declined.provider_id } : null
}

async function onlyProvider(container: MedusaContainer, cart: CheckoutCart): Promise<PaymentChoice> {
  const [only, ...others] = await enabledProviders(container, cart)
  if (!only || others.length > 0) {
    throw clienteleError(
      "invalid_request",
      `payment.provider_id: is required; choose one of ${[only, ...others].join(", ")}`,
    )
  }
  return { provider_id: only }
}

/** The cart with a payment collection over its present total. Sessions from before the change are deleted. */
async function withCollection(container: MedusaContainer, cartId: string): Promise<CheckoutCart> {
  const cart = await getCheckoutCart(container, cartId)
  if (cart.payment_collection) {
    await refreshPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
  } else if (!isFree(cart)) {
    await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
  }
  return getCheckoutCart(container, cartId)
}

/**
 * Whether a session matches the request: same provider, same data. The provider may have replaced the data of a processed
 * session, so only a contradiction requires a new session then. A session over another amount than the cart's total is kept
 * only if it has money, and `checkPayment` refuses it.
 */
function serves(session: PaymentSession, { provider_id, data = {} }: PaymentChoice, cart: CheckoutCart): boolean {
  const made = session.data ?? {}
  const isUnderWay = UNDER_WAY.includes(session.status)
  const agrees = Object.entries(data).every(([key, value]) =>
    key in made ? isDeepStrictEqual(made[key], value) : isUnderWay,
  )
  const isOver = agrees && coversTotal([session], cart.total, cart.currency_code)
  return session.provider_id === provider_id && (isOver || PAID.includes(session.status))
}

function usable(cart: CheckoutCart): PaymentSession[] {
  const sessions = cart.payment_collection?.payment_sessions ?? []
  return sessions.filter(({ status }) => status === PaymentSessionStatus.PENDING || UNDER_WAY.includes(status))
}

const isFree = (cart: CheckoutCart) => decimal(cart.total).lte(0)

async function enabledProviders(container: MedusaContainer, { region_id }: CheckoutCart): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "region",
    fields: ["id", "payment_providers.id", "payment_providers.is_enabled"],
    filters: { id: region_id ?? "" },
  })
  const [region] = data as unknown as { payment_providers?: { id: string; is_enabled: boolean }[] }[]
  return (region?.payment_providers ?? [])
    .filter(({ is_enabled }) => is_enabled)
    .map(({ id }) => id)
    .sort()
}
