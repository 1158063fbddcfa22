import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListCustomerNotes, AdminSaveCustomerNote } from "./validators"

const NOTES = "/admin/customers/:id/notes"

export const adminCustomerNotesMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: NOTES, middlewares: [validate({ query: AdminListCustomerNotes })] },
  { methods: ["POST"], matcher: NOTES, middlewares: [validate({ body: AdminSaveCustomerNote })] },
  { methods: ["GET", "DELETE"], matcher: `${NOTES}/:note_id`, middlewares: [validate({})] },
  {
    methods: ["POST", "PATCH", "PUT"],
    matcher: `${NOTES}/:note_id`,
    middlewares: [validate({ body: AdminSaveCustomerNote })],
  },
]
