import { z } from "@medusajs/framework/zod"
import { text } from "../../../validate"
import { id, mailbox } from "../redemption/validators"

const MAX_ITEMS = 200
const MAX_QUANTITY = 1_000_000

/** As in the body of the checkout. Prices are never taken from it: an item that names one is refused (MUST_HOLD M37). */
const item = z.strictObject({
  variant_id: id,
  quantity: z.number().int("must be a whole number").min(1).max(MAX_QUANTITY),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

export const StorePreviewLoyalty = z
  .strictObject({
    email: mailbox,
    cart_id: id.optional(),
    items: z.array(item).min(1).max(MAX_ITEMS).optional(),
    region_id: id.optional(),
    country_code: z
      .string()
      .regex(/^[A-Za-z]{2}$/, "must be a country's two letters")
      .transform((code) => code.toLowerCase())
      .optional(),
    coupon_code: text(100).optional(),
    token: z.string().min(1).max(200).optional(),
  })
  .superRefine(({ cart_id, items, region_id, country_code }, context) => {
    const say = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message })
    if ((cart_id === undefined) === (items === undefined)) {
      say("items", "either items or cart_id is required, and not both")
    }
    if (cart_id !== undefined && region_id !== undefined) {
      say("region_id", "is for items; a cart has its own")
    }
    if (cart_id !== undefined && country_code !== undefined) {
      say("country_code", "is for items; a cart has its own")
    }
  })
export type StorePreviewLoyaltyType = z.infer<typeof StorePreviewLoyalty>
