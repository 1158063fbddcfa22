import type { ToMethod } from "./route-call"

/** Points and their programme. */
export const loyaltyMethods = (route: ToMethod) => ({
  loyalty: {
    retrieve: route("GET /admin/customers/:id/loyalty"),
    entries: route("GET /admin/customers/:id/loyalty/entries"),
    adjust: route("POST /admin/customers/:id/loyalty/adjustments"),
    previewMerge: route("GET /admin/customers/:id/loyalty/merge"),
    merge: route("POST /admin/customers/:id/loyalty/merge"),
    ofOrder: route("GET /admin/orders/:id/loyalty"),
    accounts: route("GET /admin/loyalty/accounts"),
    settings: route("GET /admin/loyalty/settings"),
    setSetting: route("PUT /admin/loyalty/settings/:key"),
    settingChanges: route("GET /admin/loyalty/setting-changes"),
    example: route("POST /admin/loyalty/example"),
    simulate: route("POST /admin/loyalty/simulate"),
    report: route("GET /admin/loyalty/report"),
    reconcile: route("POST /admin/loyalty/reconcile"),
    health: route("GET /admin/loyalty/health"),
  },
})
