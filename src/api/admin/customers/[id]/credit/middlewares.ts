import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import {
  AdminListCreditEntries,
  AdminListReceivables,
  AdminSaveCreditAccount,
  AdminSaveCreditMember,
} from "./validators"

const CREDIT = "/admin/customers/:id/credit"

export const adminCustomerCreditMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: CREDIT, middlewares: [validate({})] },
  { methods: ["POST"], matcher: CREDIT, middlewares: [validate({ body: AdminSaveCreditAccount })] },
  { methods: ["GET"], matcher: `${CREDIT}/entries`, middlewares: [validate({ query: AdminListCreditEntries })] },
  { methods: ["GET"], matcher: `${CREDIT}/receivables`, middlewares: [validate({ query: AdminListReceivables })] },
  { methods: ["GET"], matcher: `${CREDIT}/members`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${CREDIT}/members`, middlewares: [validate({ body: AdminSaveCreditMember })] },
  { methods: ["DELETE"], matcher: `${CREDIT}/members/:member_id`, middlewares: [validate({})] },
]
