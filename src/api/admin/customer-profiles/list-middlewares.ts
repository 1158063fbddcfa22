import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { clienteleError } from "../../../kernel/errors"
import { validate } from "../../validate"
import { AdminListCustomerProfiles } from "./list-query"

/** The message is that of the second API document, letter for letter (CONTRACT R10). */
function refuseBlankSearch(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const { q, search } = req.query
  const isBlank = [q, search].some((text) => typeof text === "string" && text.trim() === "")
  next(isBlank ? clienteleError("invalid_request", "The search query cannot be empty.") : undefined)
}

export const customerListMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles",
    middlewares: [refuseBlankSearch, validate({ query: AdminListCustomerProfiles })],
  },
]
