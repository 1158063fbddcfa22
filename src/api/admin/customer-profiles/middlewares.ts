import type { MiddlewareRoute } from "@medusajs/framework/http"
import { customerBodies } from "../../../workflows/customers/customer-bodies"
import { validate } from "../../validate"
import {
  AdminDeleteCustomerProfile,
  AdminGetCustomerProfile,
  AdminListCustomerNotes,
  AdminSaveCustomerNote,
} from "./validators"

const { usual, strict } = customerBodies
const create = { usual: usual.create, strict: strict.create }
const change = { usual: usual.change, strict: strict.change }

const CHANGES = ["POST", "PATCH", "PUT"] as const
const NOTES = "/admin/customers/:id/notes"

export const customerProfileMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/admin/customer-profiles",
    middlewares: [validate({ body: create, additionalData: true })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validate({ query: AdminGetCustomerProfile })],
  },
  {
    methods: [...CHANGES],
    matcher: "/admin/customer-profiles/:id",
    middlewares: [validate({ body: change, additionalData: true })],
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
  { methods: ["GET"], matcher: NOTES, middlewares: [validate({ query: AdminListCustomerNotes })] },
  { methods: ["POST"], matcher: NOTES, middlewares: [validate({ body: AdminSaveCustomerNote })] },
  { methods: ["GET", "DELETE"], matcher: `${NOTES}/:note_id`, middlewares: [validate({})] },
  { methods: [...CHANGES], matcher: `${NOTES}/:note_id`, middlewares: [validate({ body: AdminSaveCustomerNote })] },
]
