import { z } from "@medusajs/framework/zod"
import { wholeNumber } from "../../../kernel/sentences"
import { aliased } from "../input/aliases"

/** Largest redemption, in points: the largest safe integer. */
const MAX_POINTS = Number.MAX_SAFE_INTEGER

/** A shopper's request for points on a cart. */
export const redemptionFields = {
  /** Default: the session of a customer who has verified the mailbox. Alias: `redemption_token`, the name in the answer of verify-otp. */
  token: z.string().min(1).max(200).optional(),
  points: wholeNumber(1, MAX_POINTS),
}

export const StoreApplyRedemption = aliased(z.strictObject(redemptionFields))
export type StoreApplyRedemptionType = z.infer<typeof StoreApplyRedemption>

/** The optional statement when a cart is completed. 0 points mean that it carries none. */
export const StoreStatedRedemption = aliased(
  z.strictObject({ ...redemptionFields, points: wholeNumber(0, MAX_POINTS) }),
)
