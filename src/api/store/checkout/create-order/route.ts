import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { HttpTypes } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { defaultStoreCartFields } from "@medusajs/medusa/api/store/carts/query-config"
import { clienteleError } from "../../../../kernel/errors"
import type { Answer } from "../../../../types/routes"
import type { StoreCreateOrderInput, StoreCreateOrderType } from "../../../../workflows/checkout/checkout-input"
import { createOrderWorkflow } from "../../../../workflows/checkout/create-order-workflow"
import { refusing } from "../../../shared/refusal"
import { additionalDataOf, bodyAsGiven, idempotencyKey } from "../../../shared/validate"

/** The fields of Medusa's own completion; its routes write `*relation` for `relation.*`. */
const CART_FIELDS = defaultStoreCartFields.map((field) => field.replace(/^\*(.+)/, "$1.*"))

type Request = AuthenticatedMedusaRequest<StoreCreateOrderType>

/**
 * Runs the whole checkout in one call (contract R46). Answers as Medusa's own completion of a cart does: the order, or
 * `{type: "cart", cart, error}` if the shopper must confirm the payment. See `createOrder` for repeated requests and
 * for the errors.
 */
export const POST = refusing(
  async (req: Request, res: MedusaResponse<Answer<"POST /store/checkout/create-order">>): Promise<void> => {
    const { result: outcome } = await createOrderWorkflow(req.scope).run({
      input: {
        checkout: checkoutOf(req),
        customer_id: req.auth_context?.actor_id || undefined,
        idempotency_key: idempotencyKey(req),
        additional_data: additionalDataOf(req),
      },
    })
    const { loyalty_redemption } = outcome
    const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
    if (outcome.type === "order") {
      const { fields } = req.queryConfig
      const { data } = await query.graph({ entity: "order", fields, filters: { id: outcome.order_id } })
      res.json({ type: "order", order: data[0] as unknown as HttpTypes.StoreOrder, loyalty_redemption })
      return
    }
    const { data } = await query.graph({ entity: "cart", fields: CART_FIELDS, filters: { id: outcome.cart_id } })
    res.json({
      type: "cart",
      cart: data[0] as unknown as HttpTypes.StoreCart,
      error: outcome.error,
      loyalty_redemption,
    })
  },
)

/** The shopper's body, with one of the publishable key's channels. */
function checkoutOf(req: Request): StoreCreateOrderInput {
  const given = bodyAsGiven<StoreCreateOrderInput>(req)
  return "cart_id" in req.validatedBody
    ? given
    : { ...given, sales_channel_id: salesChannel(req, req.validatedBody.sales_channel_id) }
}

/** As with Medusa's own store carts: one of the publishable key's channels; without a name, its only one. */
function salesChannel(req: Request, stated: string | undefined): string | undefined {
  const channels = req.publishable_key_context?.sales_channel_ids ?? []
  if (channels.length === 0) {
    return stated
  }
  if (stated === undefined && channels.length > 1) {
    throw clienteleError(
      "invalid_request",
      "sales_channel_id: is required, because the publishable key has several sales channels",
    )
  }
  if (stated !== undefined && !channels.includes(stated)) {
    throw clienteleError("invalid_request", "sales_channel_id: is not a sales channel of the publishable key")
  }
  return stated ?? channels[0]
}
