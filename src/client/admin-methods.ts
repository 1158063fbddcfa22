import { creditMethods } from "./credit-methods"
import { customerMethods } from "./customer-methods"
import { importMethods } from "./import-methods"
import { loyaltyMethods } from "./loyalty-methods"
import type { ToMethod } from "./route-call"
import { webhookMethods } from "./webhook-methods"

/** Methods for admin users and secret keys, one for each route. */
export const adminMethods = (route: ToMethod) => ({
  ...customerMethods(route),
  ...creditMethods(route),
  ...loyaltyMethods(route),
  ...importMethods(route),
  ...webhookMethods(route),
  operation: {
    health: route("GET /admin/clientele/health"),
    apiKeys: route("GET /admin/clientele/api-keys"),
    setKeyMode: route("POST /admin/clientele/api-keys/:id/mode"),
    retryJob: route("POST /admin/clientele/jobs/:id/retry"),
    outbox: route("GET /admin/clientele/outbox"),
  },
})
