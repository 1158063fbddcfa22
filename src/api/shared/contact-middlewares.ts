import type { MiddlewareRoute } from "@medusajs/framework/http"
import { ContactChange, NewContact } from "../../workflows/customers/contact-input"
import { ContactPage } from "./contact-validators"
import { validate } from "./validate"

/**
 * The validation of the contacts' routes below a path, the same for admin users and for customers.
 *
 * @param contacts path of the list, as `/admin/customers/:id/contacts`
 */
export function contactMiddlewares(contacts: string): MiddlewareRoute[] {
  const one = `${contacts}/:contact_id`
  return [
    { methods: ["GET"], matcher: contacts, middlewares: [validate({ query: ContactPage })] },
    { methods: ["POST"], matcher: contacts, middlewares: [validate({ body: NewContact })] },
    { methods: ["GET", "DELETE"], matcher: one, middlewares: [validate({})] },
    { methods: ["POST", "PATCH", "PUT"], matcher: one, middlewares: [validate({ body: ContactChange })] },
  ]
}
