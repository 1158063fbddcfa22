/**
 * Paths of the plugin's own routes. unit-tests/api/secret-keys.spec.ts and route-table.spec.ts check that each is listed
 * here, and none of Medusa's.
 */
const ADMIN = [
  "clientele",
  "credit",
  "customer-profiles",
  "loyalty",
  "orders/[^/]+/(?:credit|credit-charge|loyalty)",
  "webhooks",
  "customers/[^/]+/(?:analytics|anonymize|contacts|credit|credit-checks?|export|loyalty|notes|orders|payment-methods|photo|timeline)",
]
const STORE = [
  "loyalty",
  "checkout/create-order",
  "customers/me/(?:contacts|credit|loyalty|profile)",
  "carts/[^/]+/(?:credit-eligibility|loyalty-redemption)",
]

const below = (prefix: string, paths: string[]) => new RegExp(`^/${prefix}/(?:${paths.join("|")})(?:/|$)`, "i")

const OUR_ADMIN = below("admin", ADMIN)
const OUR_STORE = below("store", STORE)

const pathOf = (url: string | undefined) => (url ?? "").split("?")[0] ?? ""

/**
 * The path by which Express routes a request, for a middleware on a path with `*`. The client's URL can name the same route
 * in other ways: with the host in front, or with backslashes.
 */
export function routedPath({ baseUrl, path }: { baseUrl: string; path: string }): string {
  return path === "/" ? baseUrl : baseUrl + path
}

/** Whether a request is for one of the plugin's admin routes. */
export function isOurAdmin(url: string | undefined): boolean {
  return OUR_ADMIN.test(pathOf(url))
}

/** Whether a request is for one of the plugin's routes. */
export function isOurs(url: string | undefined): boolean {
  return isOurAdmin(url) || OUR_STORE.test(pathOf(url))
}
