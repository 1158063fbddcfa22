import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { ContactChange, NewContact } from "../workflows/customers/contact-input"
import { ContactPage } from "./contacts"
import { validate } from "./validate"

const CHANGES = ["POST", "PATCH", "PUT"] as const
const LISTS = ["/admin/customers/:id/contacts", "/store/customers/me/contacts"]
const signedIn = authenticate("customer", ["session", "bearer"])

/** The staff's and the shopper's contacts take the same bodies. */
export const contactMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/customers/me/contacts*", middlewares: [signedIn] },
  ...LISTS.flatMap((matcher): MiddlewareRoute[] => [
    { methods: ["GET"], matcher, middlewares: [validate({ query: ContactPage })] },
    { methods: ["POST"], matcher, middlewares: [validate({ body: NewContact })] },
    { methods: ["GET", "DELETE"], matcher: `${matcher}/:contact_id`, middlewares: [validate({})] },
    { methods: [...CHANGES], matcher: `${matcher}/:contact_id`, middlewares: [validate({ body: ContactChange })] },
  ]),
]
