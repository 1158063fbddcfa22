import { createHash, createHmac } from "node:crypto"

/** The key that identifies a repeated request: an idempotency key, or the redemption token of the request. */
export type RequestKey = {
  /** Kept as a hash only. */
  secret: string
  /** The part of the request that must not change between repeats, any JSON. Only its HMAC is stored. */
  request: unknown
}

/** The stored form of a request's key. Neither the key nor the request can be read from it. */
export type HashedKey = { key: Buffer; request_hash: Buffer }

/**
 * Keys are hashed. The request's hash uses the key itself as HMAC key, and the database does not have that key. So a reader
 * of the tables cannot find an address by trying addresses.
 */
export function hashKey({ secret, request }: RequestKey): HashedKey {
  return {
    key: createHash("sha256").update("clientele:checkout:").update(secret).digest(),
    request_hash: createHmac("sha256", secret).update(canonicalJson(request)).digest(),
  }
}

/** Canonical JSON: sorted keys, no undefined ones. Equal values have equal text. */
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
