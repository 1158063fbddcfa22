import type { ToMethod } from "./route-call"

/** Methods for a storefront, for guests and signed-in customers, one for each route. */
export const storeMethods = (route: ToMethod) => ({
  profile: {
    retrieve: route("GET /store/customers/me/profile"),
    update: route("POST /store/customers/me/profile"),
  },
  contacts: {
    list: route("GET /store/customers/me/contacts"),
    create: route("POST /store/customers/me/contacts"),
    retrieve: route("GET /store/customers/me/contacts/:contact_id"),
    update: route("POST /store/customers/me/contacts/:contact_id"),
    delete: route("DELETE /store/customers/me/contacts/:contact_id"),
  },
  credit: {
    retrieve: route("GET /store/customers/me/credit"),
    receivables: route("GET /store/customers/me/credit/receivables"),
    statement: route("GET /store/customers/me/credit/statement"),
    eligibility: route("GET /store/carts/:id/credit-eligibility"),
  },
  loyalty: {
    retrieve: route("GET /store/customers/me/loyalty"),
    config: route("GET /store/loyalty/config"),
    preview: route("POST /store/loyalty/preview"),
    sendCode: route("POST /store/loyalty/redemption/send-otp"),
    verifyCode: route("POST /store/loyalty/redemption/verify-otp"),
    apply: route("POST /store/carts/:id/loyalty-redemption"),
    remove: route("DELETE /store/carts/:id/loyalty-redemption"),
  },
  checkout: {
    createOrder: route("POST /store/checkout/create-order"),
  },
})
