import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminListApiKeys, AdminSetApiKeyMode } from "./validators"

export const adminApiKeysMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/clientele/api-keys", middlewares: [validate({ query: AdminListApiKeys })] },
  {
    methods: ["POST"],
    matcher: "/admin/clientele/api-keys/:id/mode",
    middlewares: [validate({ body: AdminSetApiKeyMode })],
  },
]
