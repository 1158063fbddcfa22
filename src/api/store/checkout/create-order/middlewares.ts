import { type MiddlewareRoute, validateAndTransformQuery } from "@medusajs/framework/http"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/orders/query-config"
import { StoreGetOrderParams } from "@medusajs/medusa/api/store/orders/validators"
import { storeCreateOrder } from "../../../../workflows/checkout/checkout-input"
import { guestOrCustomer } from "../../../shared/guest-or-customer"
import { validate } from "../../../shared/validate"
import { StoreCreateOrderQuery } from "./validators"

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
