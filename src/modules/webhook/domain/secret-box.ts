import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"

const PLAIN = "plain:"
const SEALED = "v1:"
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Stores secrets that must be read again for signing. With a key they are encrypted (AES-256-GCM), so a copy of the
 * database does not reveal them. Without a key, which production refuses, they are stored in plain text.
 */
export class SecretBox {
  readonly #key: Buffer | null

  /** @param secret option `codeSecret`, at least 32 characters */
  constructor(secret: string | undefined) {
    this.#key = secret ? Buffer.from(hkdfSync("sha256", secret, "", "clientele webhook: secrets", 32)) : null
  }

  encrypt(text: string): string {
    if (!this.#key) {
      return PLAIN + text
    }
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv)
    const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
    return SEALED + sealed.toString("base64")
  }

  /** @returns `null` for a value that was encrypted with another key */
  decrypt(kept: string): string | null {
    if (kept.startsWith(PLAIN)) {
      return kept.slice(PLAIN.length)
    }
    const sealed = Buffer.from(kept.slice(SEALED.length), "base64")
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key ?? Buffer.alloc(32), sealed.subarray(0, IV_BYTES))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
      return text.toString("utf8")
    } catch {
      return null
    }
  }
}
