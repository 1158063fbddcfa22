import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminApproveCreditOrder, AdminListCreditApprovals, AdminRejectCreditOrder } from "./validators"

const APPROVALS = "/admin/credit/approvals"

export const adminCreditApprovalsMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: APPROVALS, middlewares: [validate({ query: AdminListCreditApprovals })] },
  {
    methods: ["POST"],
    matcher: `${APPROVALS}/:id/approve`,
    middlewares: [validate({ body: AdminApproveCreditOrder })],
  },
  {
    methods: ["POST"],
    matcher: `${APPROVALS}/:id/reject`,
    middlewares: [validate({ body: AdminRejectCreditOrder })],
  },
]
