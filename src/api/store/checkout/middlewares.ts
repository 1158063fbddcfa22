import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  type MiddlewareRoute,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/orders/query-config"
import { StoreGetOrderParams } from "@medusajs/medusa/api/store/orders/validators"
import { guestOrCustomer } from "../../guest-or-customer"
import { validateBody } from "../../validate"
import { StoreCreateOrderOfCart, StoreCreateOrderOfItems } from "./validators"

const ofCart = validateBody(StoreCreateOrderOfCart)
const ofItems = validateBody(StoreCreateOrderOfItems)

/** A cart, or all that one is made of: errors name what is wrong with the one that was meant. */
function validateCreateOrder(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const hasCart = typeof req.body === "object" && req.body !== null && "cart_id" in req.body
  const validate = hasCart ? ofCart : ofItems
  validate(req, res, next)
}

export const storeCheckoutMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/checkout/create-order",
    middlewares: [
      guestOrCustomer,
      validateCreateOrder,
      // `fields` and the order's shape as with Medusa's own completion of a cart.
      validateAndTransformQuery(StoreGetOrderParams, retrieveTransformQueryConfig),
    ],
  },
]
