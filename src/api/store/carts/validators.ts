import { z } from "@medusajs/framework/zod"
import { wholeNumber } from "../../../kernel/sentences"

/** Largest redemption, in points: as far as integers are exact. */
const MAX_POINTS = Number.MAX_SAFE_INTEGER

export const StoreApplyRedemption = z.strictObject({
  /** Without one: the session of a customer who has proven the mailbox. */
  token: z.string().min(1).max(200).optional(),
  points: wholeNumber(1, MAX_POINTS),
})
export type StoreApplyRedemptionType = z.infer<typeof StoreApplyRedemption>
