import { createHmac, randomBytes } from "node:crypto"

const PREFIX = "whsec_"

/** A secret in the format of Standard Webhooks: 256 random bits in base64. */
export const newSecret = (): string => PREFIX + randomBytes(32).toString("base64")

/**
 * The value of the header `webhook-signature` (Standard Webhooks 1.0): one HMAC-SHA256 for each secret, over id, timestamp
 * and body. Receivers accept a message if one of them is valid.
 *
 * @param secrets `whsec_…`; during a rotation the new and the old one
 * @param timestamp seconds since 1970
 */
export function signaturesOf(secrets: readonly string[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), "base64")
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`
    })
    .join(" ")
}
