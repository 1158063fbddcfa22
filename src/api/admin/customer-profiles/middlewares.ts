import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../../kernel/errors"
import { customerBodies } from "../../../workflows/customers/customer-bodies"
import { READ_CREDIT, requirePermission, UPDATE_CREDIT } from "../../shared/permissions"
import { validate } from "../../shared/validate"
import { AdminDeleteCustomerProfile, AdminGetCustomerProfile, AdminListCustomerProfiles } from "./validators"

const { usual, strict } = customerBodies
const create = { usual: usual.create, strict: strict.create }
const change = { usual: usual.change, strict: strict.change }

/** The exact message of the second API document (contract R10). */
function refuseBlankSearch(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const { q, search } = req.query
  const isBlank = [q, search].some((text) => typeof text === "string" && text.trim() === "")
  next(isBlank ? clienteleError("invalid_request", "The search query cannot be empty.") : undefined)
}

const TERMS = ["currency_code", "credit_limit", "payment_terms"]

/** These routes can also set credit terms, which needs the permission of the credit routes as well (contract M73, ADR 0062). */
async function requireForTerms(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  if (TERMS.some((field) => Object.hasOwn(Object(req.validatedBody), field))) {
    await requirePermission(req, UPDATE_CREDIT)
  }
  next()
}

/** Which customers have credit is for those who may read it, as their terms are (M73, ADR 0062). */
async function requireForStanding(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  if (req.validatedQuery.credit !== undefined) {
    await requirePermission(req, READ_CREDIT)
  }
  next()
}

export const adminCustomerProfilesMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles",
    middlewares: [refuseBlankSearch, validate({ query: AdminListCustomerProfiles }), requireForStanding],
  },
  {
    methods: ["POST"],
    matcher: "/admin/customer-profiles",
    middlewares: [validate({ body: create, additionalData: true }), requireForTerms],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validate({ query: AdminGetCustomerProfile })],
  },
  {
    methods: ["POST", "PATCH", "PUT"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validate({ body: change, additionalData: true }), requireForTerms],
  },
  {
    methods: ["DELETE"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validate({ query: AdminDeleteCustomerProfile })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles/by-external-id/:external_id",
    middlewares: [validate({})],
  },
]
