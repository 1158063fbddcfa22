import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminListCreditAccounts } from "./validators"

export const adminCreditAccountsMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/credit/accounts", middlewares: [validate({ query: AdminListCreditAccounts })] },
]
