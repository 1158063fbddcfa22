import type { Budget, RateLimits } from "../../../kernel/options"

/** The mode of a secret key: `live` for the store's customers, `test` for test customers (contract R61). */
export type KeyMode = "live" | "test"

/** A call of one of the plugin's routes with a secret key. `path` is without its query. */
export type KeyCall = { key_id: string; mode: KeyMode; method: string; path: string }

/** The limit of a call. Calls with the same `bucket` share its windows. */
export type Limit = { bucket: string; budget: Budget }

/** Whether a path matches a rule: `:name` matches one segment, a trailing `*` matches the rest. */
function fits(pattern: string, path: string): boolean {
  const parts = path.split("/").filter((part) => part !== "")
  const wanted = pattern.split("/").filter((part) => part !== "")
  const open = wanted.at(-1) === "*"
  const named = open ? wanted.slice(0, -1) : wanted
  const long = open ? parts.length > named.length : parts.length === named.length
  return long && named.every((part, n) => part.startsWith(":") || part.toLowerCase() === String(parts[n]).toLowerCase())
}

/**
 * The limit of a call: the first rule that matches method and path, else the limit of the key's mode (contract R62).
 *
 * @returns `null` if the call has no limit
 */
export function limitOf(limits: RateLimits, { key_id, mode, method, path }: KeyCall): Limit | null {
  if (limits === false) {
    return null
  }
  // HEAD is answered by the route of GET.
  const verb = method === "HEAD" ? "GET" : method
  const n = limits.rules.findIndex(
    (rule) => (rule.methods ?? [verb]).includes(verb) && (rule.path === undefined || fits(rule.path, path)),
  )
  const rule = limits.rules[n]
  if (!rule) {
    return { bucket: key_id, budget: limits[mode] }
  }
  return rule.limit === false ? null : { bucket: `${key_id}:${n}`, budget: rule.limit }
}
