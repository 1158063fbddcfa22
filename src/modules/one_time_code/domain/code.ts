import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"

/** Digits of a code (contract R42). */
export const CODE_DIGITS = 6

/** One key for each use, so that stored values of one use reveal nothing about another. */
export type Keys = { code: Buffer; mac: Buffer; network: Buffer }

/** @param secret at least 32 characters (option `codeSecret`) */
export function deriveKeys(secret: string | Buffer): Keys {
  const key = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `clientele one-time code: ${use}`, 32))
  return { code: key("code"), mac: key("mac"), network: key("network") }
}

/** The purpose of a code; it is not valid for another (contract M28). */
export type CodeSubject = { challenge_id: string; mailbox: string }

// JSON separates the parts unambiguously.
const hmac = (key: Buffer, ...parts: string[]) => createHmac("sha256", key).update(JSON.stringify(parts)).digest()

/**
 * The six digits of a challenge. The same nonce gives the same code, so a repeated mail has the same code. Without the key
 * the digits cannot be told from random ones (ADR 0017).
 *
 * @param nonce 32 random bytes, made once for each challenge
 */
export function codeOf(keys: Keys, { challenge_id, mailbox }: CodeSubject, nonce: Buffer): string {
  const digest = hmac(keys.code, challenge_id, mailbox, nonce.toString("hex"))
  // 256 bits into 10^6 codes: no code is more likely than another by more than 10^-70, so no value needs to be rejected.
  return (BigInt(`0x${digest.toString("hex")}`) % 10n ** BigInt(CODE_DIGITS)).toString().padStart(CODE_DIGITS, "0")
}

/** The stored form of a code. It reveals nothing without the key, and is valid for one challenge and mailbox only. */
export function macOfCode(keys: Keys, { challenge_id, mailbox }: CodeSubject, code: string): Buffer {
  return hmac(keys.mac, challenge_id, mailbox, code)
}

/** Compares in constant time; both have 32 bytes. */
export function sameMac(one: Buffer, other: Buffer): boolean {
  return timingSafeEqual(one, other)
}

/** The stored form of a client's network: it can be counted and not read. */
export function macOfNetwork(keys: Keys, network: string): Buffer {
  return hmac(keys.network, network)
}

/** The stored form of a token. A token has 256 random bits, so it cannot be guessed from a plain hash. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest()
}
