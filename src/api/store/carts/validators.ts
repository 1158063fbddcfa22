import { z } from "@medusajs/framework/zod"
import { wholeNumber } from "../../../kernel/sentences"
import { aliased } from "../../../workflows/input/aliases"

/** Largest redemption, in points: as far as integers are exact. */
const MAX_POINTS = Number.MAX_SAFE_INTEGER

const fields = {
  /** Without one: the session of a customer who has proven the mailbox. Also `redemption_token`, as verify-otp calls it. */
  token: z.string().min(1).max(200).optional(),
  points: wholeNumber(1, MAX_POINTS),
}

export const StoreApplyRedemption = aliased(z.strictObject(fields))
export type StoreApplyRedemptionType = z.infer<typeof StoreApplyRedemption>

/** What may be stated when a cart is completed: 0 points say that it carries none. */
export const StoreStatedRedemption = aliased(z.strictObject({ ...fields, points: wholeNumber(0, MAX_POINTS) }))
