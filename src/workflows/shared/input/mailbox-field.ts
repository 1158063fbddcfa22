import { z } from "@medusajs/framework/zod"
import { canonicalMailbox } from "../../../kernel/mailbox"

/** An email address in any spelling, converted to the mailbox (contract R31, M29). */
export const mailbox = z.string().transform((typed, ctx) => {
  const canonical = canonicalMailbox(typed)
  if (!canonical?.includes("@")) {
    ctx.addIssue({ code: "custom", message: "must be an email address" })
    return z.NEVER
  }
  return canonical
})
