import { createHash, createHmac } from "node:crypto"

/** By what a request is known again: an idempotency key, or the redemption token that it came with. */
export type RequestKey = {
  /** Kept as a hash only. */
  secret: string
  /** What has to be the same each time, any JSON; kept as an HMAC only. */
  request: unknown
}

/** What is kept of a request's key: neither the key nor the request can be read from it. */
export type HashedKey = { key: Buffer; request_hash: Buffer }

/**
 * Keys are hashed. The request's hash is keyed with the key itself, which the database does not have: who reads the
 * tables cannot try out addresses on it.
 */
export function hashKey({ secret, request }: RequestKey): HashedKey {
  return {
    key: createHash("sha256").update("clientele:checkout:").update(secret).digest(),
    request_hash: createHmac("sha256", secret).update(canonicalJson(request)).digest(),
  }
}

/** JSON with sorted keys, without those that are undefined: the same for all spellings of one value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    const parts = entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    return `{${parts.join(",")}}`
  }
  return JSON.stringify(value) ?? "null"
}
