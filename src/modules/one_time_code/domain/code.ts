import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"

/** Digits of a code (contract R42). */
export const CODE_DIGITS = 6

/** One key for each use, so that nothing that is stored for one helps with another. */
export type Keys = { code: Buffer; mac: Buffer; network: Buffer }

/** @param secret at least 32 characters (option `codeSecret`) */
export function deriveKeys(secret: string | Buffer): Keys {
  const key = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `clientele one-time code: ${use}`, 32))
  return { code: key("code"), mac: key("mac"), network: key("network") }
}

/** What a code is made for; it is good for nothing else (contract M28). */
export type CodeSubject = { challenge_id: string; mailbox: string }

// JSON keeps the parts apart, whatever they hold.
const hmac = (key: Buffer, ...parts: string[]) => createHmac("sha256", key).update(JSON.stringify(parts)).digest()

/**
 * The six digits of a challenge. The same nonce gives the same code, so that a mail that is sent again says the same;
 * without the key they are as good as random, as the nonce is (ADR 0017).
 *
 * @param nonce 32 random bytes, made once for each challenge
 */
export function codeOf(keys: Keys, { challenge_id, mailbox }: CodeSubject, nonce: Buffer): string {
  const digest = hmac(keys.code, challenge_id, mailbox, nonce.toString("hex"))
  // 256 bits into 10^6 codes: no code is likelier than another by more than 10^-70, so none needs to be thrown away.
  return (BigInt(`0x${digest.toString("hex")}`) % 10n ** BigInt(CODE_DIGITS)).toString().padStart(CODE_DIGITS, "0")
}

/** What is kept of a code: it tells nothing without the key, and fits one challenge and mailbox. */
export function macOfCode(keys: Keys, { challenge_id, mailbox }: CodeSubject, code: string): Buffer {
  return hmac(keys.mac, challenge_id, mailbox, code)
}

/** In constant time; both have 32 bytes. */
export function sameMac(one: Buffer, other: Buffer): boolean {
  return timingSafeEqual(one, other)
}

/** What is kept of a client's network: enough to count, not to read. */
export function macOfNetwork(keys: Keys, network: string): Buffer {
  return hmac(keys.network, network)
}

/** What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest()
}
