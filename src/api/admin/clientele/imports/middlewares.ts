import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminConfirmImport, AdminCreateImport, AdminListImportRows, AdminListImports } from "./validators"

const ALL = "/admin/clientele/imports"
const ONE = `${ALL}/:id`

export const adminImportsMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: ALL, middlewares: [validate({ query: AdminListImports })] },
  { methods: ["POST"], matcher: ALL, middlewares: [validate({ query: AdminCreateImport, body: "form" })] },
  { methods: ["GET"], matcher: ONE, middlewares: [validate({})] },
  { methods: ["GET"], matcher: `${ONE}/rows`, middlewares: [validate({ query: AdminListImportRows })] },
  { methods: ["POST"], matcher: `${ONE}/confirm`, middlewares: [validate({ body: AdminConfirmImport })] },
  { methods: ["POST"], matcher: `${ONE}/cancel`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${ONE}/reverse`, middlewares: [validate({})] },
]
