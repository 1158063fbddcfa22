import {
  authenticate,
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  type MiddlewareRoute,
} from "@medusajs/framework/http"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../../../../modules/customer_profile"
import { validateBody } from "../../../../validate"
import { ownProfileBodies } from "./validators"

const PROFILE = "/store/customers/me/profile"

function validateOwnProfile(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const { rules } = req.scope.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  validateBody(ownProfileBodies[rules.strictLengths ? "strict" : "usual"])(req, res, next)
}

export const storeOwnProfileMiddlewares: MiddlewareRoute[] = [
  { matcher: PROFILE, middlewares: [authenticate("customer", ["session", "bearer"])] },
  { methods: ["POST", "PATCH", "PUT"], matcher: PROFILE, middlewares: [validateOwnProfile] },
]
