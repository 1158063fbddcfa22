import { type MiddlewareRoute, validateAndTransformQuery } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/orders/query-config"
import { StoreGetOrderParams } from "@medusajs/medusa/api/store/orders/validators"
import { storeCreateOrder } from "../../../workflows/checkout/checkout-input"
import { guestOrCustomer } from "../../guest-or-customer"
import { text, validate } from "../../validate"

/** `fields` is the one parameter of Medusa's that a route of ours takes; it is read below as Medusa reads it. */
export const StoreCreateOrderQuery = z.strictObject({ fields: text(5000).optional() })

export const storeCheckoutMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/checkout/create-order",
    middlewares: [
      guestOrCustomer,
      validate({ query: StoreCreateOrderQuery, body: storeCreateOrder, additionalData: true }),
      // `fields` and the order's shape as with Medusa's own completion of a cart.
      validateAndTransformQuery(StoreGetOrderParams, retrieveTransformQueryConfig),
    ],
  },
]
