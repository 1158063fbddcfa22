import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { contactMiddlewares } from "../../../../shared/contact-middlewares"

const CONTACTS = "/store/customers/me/contacts"

export const storeOwnContactsMiddlewares: MiddlewareRoute[] = [
  { matcher: `${CONTACTS}*`, middlewares: [authenticate("customer", ["session", "bearer"])] },
  ...contactMiddlewares(CONTACTS),
]
