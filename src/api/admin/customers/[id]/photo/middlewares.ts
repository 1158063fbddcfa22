import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"

const PHOTO = "/admin/customers/:id/photo"

export const adminCustomerPhotoMiddlewares: MiddlewareRoute[] = [
  { methods: ["POST"], matcher: PHOTO, middlewares: [validate({ body: "form" })] },
  { methods: ["DELETE"], matcher: PHOTO, middlewares: [validate({})] },
]
