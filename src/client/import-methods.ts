import type { ToMethod } from "./route-call"

/** Files of balances, customers and receivables. The upload is a form: `call("POST /admin/clientele/imports", { query, body })` with a `FormData`. */
export const importMethods = (route: ToMethod) => ({
  imports: {
    list: route("GET /admin/clientele/imports"),
    retrieve: route("GET /admin/clientele/imports/:id"),
    rows: route("GET /admin/clientele/imports/:id/rows"),
    confirm: route("POST /admin/clientele/imports/:id/confirm"),
    cancel: route("POST /admin/clientele/imports/:id/cancel"),
    reverse: route("POST /admin/clientele/imports/:id/reverse"),
    export: route("GET /admin/clientele/exports/:kind"),
  },
})
