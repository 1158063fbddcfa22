import type { ToMethod } from "./route-call"

/** Endpoints of webhooks and their deliveries. */
export const webhookMethods = (route: ToMethod) => ({
  webhooks: {
    list: route("GET /admin/webhooks"),
    create: route("POST /admin/webhooks"),
    retrieve: route("GET /admin/webhooks/:id"),
    update: route("POST /admin/webhooks/:id"),
    delete: route("DELETE /admin/webhooks/:id"),
    rotateSecret: route("POST /admin/webhooks/:id/rotate-secret"),
    test: route("POST /admin/webhooks/:id/test"),
    recover: route("POST /admin/webhooks/:id/recover"),
    deliveries: route("GET /admin/webhooks/:id/deliveries"),
    redeliver: route("POST /admin/webhooks/deliveries/:id/redeliver"),
  },
})
