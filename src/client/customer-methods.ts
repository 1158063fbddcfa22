import type { ToMethod } from "./route-call"

/** Customers and their data. */
export const customerMethods = (route: ToMethod) => ({
  customers: {
    list: route("GET /admin/customer-profiles"),
    create: route("POST /admin/customer-profiles"),
    retrieve: route("GET /admin/customer-profiles/:id"),
    retrieveByExternalId: route("GET /admin/customer-profiles/by-external-id/:external_id"),
    update: route("POST /admin/customer-profiles/:id"),
    delete: route("DELETE /admin/customer-profiles/:id"),
    analytics: route("GET /admin/customers/:id/analytics"),
    anonymize: route("POST /admin/customers/:id/anonymize"),
    export: route("GET /admin/customers/:id/export"),
    orders: route("GET /admin/customers/:id/orders"),
    paymentMethods: route("GET /admin/customers/:id/payment-methods"),
    timeline: route("GET /admin/customers/:id/timeline"),
    deletePhoto: route("DELETE /admin/customers/:id/photo"),
  },
  contacts: {
    list: route("GET /admin/customers/:id/contacts"),
    create: route("POST /admin/customers/:id/contacts"),
    retrieve: route("GET /admin/customers/:id/contacts/:contact_id"),
    update: route("POST /admin/customers/:id/contacts/:contact_id"),
    delete: route("DELETE /admin/customers/:id/contacts/:contact_id"),
  },
  notes: {
    list: route("GET /admin/customers/:id/notes"),
    create: route("POST /admin/customers/:id/notes"),
    retrieve: route("GET /admin/customers/:id/notes/:note_id"),
    update: route("POST /admin/customers/:id/notes/:note_id"),
    delete: route("DELETE /admin/customers/:id/notes/:note_id"),
  },
})
