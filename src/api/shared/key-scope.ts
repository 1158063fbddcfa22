/**
 * The data that a route of the plugin reads or writes. It decides what a secret key sees there (contract R61, M69):
 *
 * - `customer`, `external_id`, `order`: data of the one customer in the path. A key of the other mode gets a 404.
 * - `customers`: the list, which shows customers of the key's mode only, and creation.
 * - `accounts`: lists and sums over all customers, and webhooks, which report all changes. Live keys get lists without test
 *   customers; test keys get none.
 * - `store`: data of no customer. Test keys read it and change nothing.
 * - `user`: for signed-in admin users only.
 */
export type KeyScope =
  | { kind: "customer" | "external_id" | "order"; id: string }
  | { kind: "customers" | "accounts" | "store" | "user" }

const NAMED = [
  ["external_id", /^\/admin\/customer-profiles\/by-external-id\/([^/]+)\/?$/i],
  ["customer", /^\/admin\/(?:customers|customer-profiles)\/([^/]+)(?:\/|$)/i],
  ["order", /^\/admin\/(?:orders|credit\/approvals)\/([^/]+)(?:\/|$)/i],
] as const

const UNNAMED = [
  ["customers", /^\/admin\/customer-profiles\/?$/i],
  ["accounts", /^\/admin\/credit\/(?:accounts|aging|approvals|exposure|receivables|reconcile)\/?$/i],
  ["accounts", /^\/admin\/loyalty\/(?:accounts|reconcile|report|simulate)\/?$/i],
  ["accounts", /^\/admin\/webhooks(?:\/|$)/i],
  ["accounts", /^\/admin\/clientele\/(?:imports|exports)(?:\/|$)/i],
  ["store", /^\/admin\/loyalty\/(?:example|health|setting-changes|settings)(?:\/|$)/i],
  ["store", /^\/admin\/clientele\/(?:api-keys|health|jobs)(?:\/|$)/i],
  ["user", /^\/admin\/clientele\/outbox\/?$/i],
] as const

const KEY_MODE = /^\/admin\/clientele\/api-keys\/[^/]+\/mode\/?$/i

/**
 * @param path of an admin route of the plugin, without its query
 * @returns `undefined` for a path without a rule, which test keys cannot use
 */
export function scopeOf(path: string): KeyScope | undefined {
  if (KEY_MODE.test(path)) {
    return { kind: "user" }
  }
  for (const [kind, pattern] of NAMED) {
    const id = pattern.exec(path)?.[1]
    if (id !== undefined) {
      return { kind, id: decoded(id) }
    }
  }
  const kind = UNNAMED.find(([, pattern]) => pattern.test(path))?.[0]
  return kind && { kind }
}

/** Decoded like Express does for the route. Express refuses invalid encodings. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
