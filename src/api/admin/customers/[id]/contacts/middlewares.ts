import { contactMiddlewares } from "../../../../shared/contact-middlewares"

export const adminCustomerContactsMiddlewares = contactMiddlewares("/admin/customers/:id/contacts")
