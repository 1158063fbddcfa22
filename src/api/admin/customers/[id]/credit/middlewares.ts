import type { MiddlewareRoute } from "@medusajs/framework/http"
import { ListReceivables } from "../../../../shared/receivables-query"
import { StatementQuery } from "../../../../shared/statement-query"
import { validate } from "../../../../shared/validate"
import {
  AdminAdjustBalance,
  AdminAllocatePayment,
  AdminDisputeReceivable,
  AdminIssueCreditMemo,
  AdminListCreditEntries,
  AdminRecordPayment,
  AdminRefundBalance,
  AdminReverseEntry,
  AdminSaveCreditAccount,
  AdminSaveCreditMember,
  AdminWriteOff,
} from "./validators"

const CREDIT = "/admin/customers/:id/credit"

export const adminCustomerCreditMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: CREDIT, middlewares: [validate({})] },
  { methods: ["POST"], matcher: CREDIT, middlewares: [validate({ body: AdminSaveCreditAccount })] },
  { methods: ["GET"], matcher: `${CREDIT}/entries`, middlewares: [validate({ query: AdminListCreditEntries })] },
  { methods: ["GET"], matcher: `${CREDIT}/receivables`, middlewares: [validate({ query: ListReceivables })] },
  { methods: ["GET"], matcher: `${CREDIT}/statement`, middlewares: [validate({ query: StatementQuery })] },
  { methods: ["GET"], matcher: `${CREDIT}/members`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${CREDIT}/members`, middlewares: [validate({ body: AdminSaveCreditMember })] },
  { methods: ["POST"], matcher: `${CREDIT}/payments`, middlewares: [validate({ body: AdminRecordPayment })] },
  { methods: ["POST"], matcher: `${CREDIT}/allocations`, middlewares: [validate({ body: AdminAllocatePayment })] },
  { methods: ["POST"], matcher: `${CREDIT}/adjustments`, middlewares: [validate({ body: AdminAdjustBalance })] },
  { methods: ["POST"], matcher: `${CREDIT}/write-offs`, middlewares: [validate({ body: AdminWriteOff })] },
  { methods: ["POST"], matcher: `${CREDIT}/credit-memos`, middlewares: [validate({ body: AdminIssueCreditMemo })] },
  { methods: ["POST"], matcher: `${CREDIT}/refunds`, middlewares: [validate({ body: AdminRefundBalance })] },
  {
    methods: ["POST"],
    matcher: `${CREDIT}/entries/:entry_id/reverse`,
    middlewares: [validate({ body: AdminReverseEntry })],
  },
  {
    methods: ["POST"],
    matcher: `${CREDIT}/receivables/:receivable_id/dispute`,
    middlewares: [validate({ body: AdminDisputeReceivable })],
  },
  {
    methods: ["DELETE"],
    matcher: `${CREDIT}/receivables/:receivable_id/dispute`,
    middlewares: [validate({})],
  },
  { methods: ["DELETE"], matcher: `${CREDIT}/members/:member_id`, middlewares: [validate({})] },
]
