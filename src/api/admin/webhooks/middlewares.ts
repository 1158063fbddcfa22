import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../shared/validate"
import {
  AdminCreateWebhook,
  AdminListWebhookDeliveries,
  AdminListWebhooks,
  AdminRecoverWebhook,
  AdminUpdateWebhook,
} from "./validators"

const ALL = "/admin/webhooks"
const ONE = `${ALL}/:id`

export const adminWebhooksMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: ALL, middlewares: [validate({ query: AdminListWebhooks })] },
  { methods: ["POST"], matcher: ALL, middlewares: [validate({ body: AdminCreateWebhook })] },
  { methods: ["GET", "DELETE"], matcher: ONE, middlewares: [validate({})] },
  { methods: ["POST", "PATCH"], matcher: ONE, middlewares: [validate({ body: AdminUpdateWebhook })] },
  { methods: ["POST"], matcher: `${ONE}/rotate-secret`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${ONE}/test`, middlewares: [validate({})] },
  { methods: ["POST"], matcher: `${ONE}/recover`, middlewares: [validate({ body: AdminRecoverWebhook })] },
  { methods: ["GET"], matcher: `${ONE}/deliveries`, middlewares: [validate({ query: AdminListWebhookDeliveries })] },
  { methods: ["POST"], matcher: `${ALL}/deliveries/:id/redeliver`, middlewares: [validate({})] },
]
