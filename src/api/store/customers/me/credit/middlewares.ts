import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { ListReceivables } from "../../../../shared/receivables-query"
import { StatementQuery } from "../../../../shared/statement-query"
import { validate } from "../../../../shared/validate"

const CREDIT = "/store/customers/me/credit"

export const storeOwnCreditMiddlewares: MiddlewareRoute[] = [
  { matcher: `${CREDIT}*`, middlewares: [authenticate("customer", ["session", "bearer"])] },
  { methods: ["GET"], matcher: CREDIT, middlewares: [validate({})] },
  { methods: ["GET"], matcher: `${CREDIT}/receivables`, middlewares: [validate({ query: ListReceivables })] },
  { methods: ["GET"], matcher: `${CREDIT}/statement`, middlewares: [validate({ query: StatementQuery })] },
]
