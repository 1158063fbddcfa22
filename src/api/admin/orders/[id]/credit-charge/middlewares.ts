import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminChargeCreditOrder } from "./validators"

export const adminCreditChargeMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/admin/orders/:id/credit-charge",
    middlewares: [validate({ body: AdminChargeCreditOrder, additionalData: true })],
  },
]
