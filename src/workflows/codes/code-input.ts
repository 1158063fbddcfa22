import { z } from "@medusajs/framework/zod"
import { networkOf } from "../../modules/one_time_code"
import { canonicalMailbox } from "../../modules/points"

/** Exactly one address, without characters that could end a line of a mail's header. */
const ADDRESS = /^[^\s\p{Cc}@,;:<>()[\]"\\]+@[^\s\p{Cc}@,;:<>()[\]"\\]+\.[^\s\p{Cc}@,;:<>()[\]"\\]+$/u

/** An address in any case and Unicode form, with surrounding spaces. The result is the mailbox (M29). */
export const mailbox = z
  .string()
  .max(320)
  .transform((email) => canonicalMailbox(email) ?? "")
  .refine((email) => email.length <= 254 && ADDRESS.test(email), "must be an email address")

export const id = z.string().regex(/^[A-Za-z0-9_]{1,100}$/, "must be an id")

export const sendCodeBody = z.strictObject({ email: mailbox, cart_id: id.optional() })
export type SendCodeBody = z.infer<typeof sendCodeBody>

export const verifyCodeBody = z.strictObject({
  email: mailbox,
  code: z
    .string()
    .max(20)
    .transform((code) => code.replace(/\s/g, ""))
    .refine((code) => /^\d{6}$/.test(code), "must be six digits"),
  challenge_id: id.optional(),
})
export type VerifyCodeBody = z.infer<typeof verifyCodeBody>

/** The client, as the limits count it. */
const client = {
  /** The shopper's IP address, or another text that identifies the shopper's network. */
  network: z
    .string()
    .min(1)
    .max(100)
    .transform((address) => networkOf(address) ?? address),
  /** The signed-in customer, if there is one. They get the verification. */
  customer_id: id.nullish(),
}

export const sendCodeInput = z.strictObject({ ...sendCodeBody.shape, ...client })
export const verifyCodeInput = z.strictObject({ ...verifyCodeBody.shape, ...client })
