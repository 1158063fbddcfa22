import { z } from "@medusajs/framework/zod"
import { notTogether, wholeNumber } from "../../../../kernel/sentences"
import { id, mailbox } from "../../../../workflows/codes/code-input"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { country } from "../../../../workflows/shared/input/fields"
import { text } from "../../../shared/validate"

const MAX_ITEMS = 200
const MAX_QUANTITY = 1_000_000

/** As in the body of the checkout. Prices never come from the client: an item with a price is refused (contract M37). */
const item = z.strictObject({
  variant_id: id,
  quantity: wholeNumber(1, MAX_QUANTITY),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

const preview = z
  .strictObject({
    email: mailbox,
    cart_id: id.optional(),
    items: z.array(item).min(1).max(MAX_ITEMS).optional(),
    region_id: id.optional(),
    country_code: country.optional(),
    coupon_code: text(100).optional(),
    token: z.string().min(1).max(200).optional(),
  })
  .superRefine(({ cart_id, items, region_id, country_code }, context) => {
    const say = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message })
    if (cart_id === undefined && items === undefined) {
      say("items", "is required when cart_id is missing")
    }
    for (const [field, value] of Object.entries({ items, region_id, country_code })) {
      if (cart_id !== undefined && value !== undefined) {
        say(field, notTogether("cart_id"))
      }
    }
  })

/** Items, or a cart with its own region and country. */
export const StorePreviewLoyalty = aliased(preview)
export type StorePreviewLoyaltyType = z.infer<typeof StorePreviewLoyalty>
