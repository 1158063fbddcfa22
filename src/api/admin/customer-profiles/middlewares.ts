import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../../modules/customer_profile"
import { validateBody, validateQuery } from "../../validate"
import {
  AdminDeleteCustomerProfile,
  AdminGetCustomerProfile,
  AdminListCustomerNotes,
  AdminSaveCustomerNote,
  customerBodies,
} from "./validators"

/** Validates a customer by the lengths that the shop has chosen (CONTRACT R4). */
function validateCustomer(body: "create" | "change") {
  return (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    const { rules } = req.scope.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    validateBody(customerBodies[rules.strictLengths ? "strict" : "usual"][body])(req, res, next)
  }
}

const CHANGES = ["POST", "PATCH", "PUT"] as const
const NOTES = "/admin/customers/:id/notes"

export const customerProfileMiddlewares: MiddlewareRoute[] = [
  { methods: ["POST"], matcher: "/admin/customer-profiles", middlewares: [validateCustomer("create")] },
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validateQuery(AdminGetCustomerProfile)],
  },
  { methods: [...CHANGES], matcher: "/admin/customer-profiles/:id", middlewares: [validateCustomer("change")] },
  {
    methods: ["DELETE"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validateQuery(AdminDeleteCustomerProfile)],
  },
  { methods: ["GET"], matcher: NOTES, middlewares: [validateQuery(AdminListCustomerNotes)] },
  { methods: ["POST"], matcher: NOTES, middlewares: [validateBody(AdminSaveCustomerNote)] },
  { methods: [...CHANGES], matcher: `${NOTES}/:note_id`, middlewares: [validateBody(AdminSaveCustomerNote)] },
]
