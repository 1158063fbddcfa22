import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListCreditChecks } from "./validators"

const CHECKS = "/admin/customers/:id/credit-checks"

export const adminCreditChecksMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: CHECKS, middlewares: [validate({ query: AdminListCreditChecks })] },
  { methods: ["GET"], matcher: `${CHECKS}/:check_id`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${CHECKS}/:check_id/apply`, middlewares: [validate({})] },
]
