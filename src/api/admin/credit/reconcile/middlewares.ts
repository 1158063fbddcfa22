import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminReconcileReceivables } from "./validators"

export const adminReconcileReceivablesMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/admin/credit/reconcile",
    middlewares: [validate({ body: AdminReconcileReceivables })],
  },
]
