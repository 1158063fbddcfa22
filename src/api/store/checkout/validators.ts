import { z } from "@medusajs/framework/zod"
import { isStorable, text } from "../../validate"
import { StoreApplyRedemption } from "../carts/validators"

const MAX_ITEMS = 500
const MAX_QUANTITY = 1_000_000
const MAX_LENGTH = 500

const id = text(200)
const line = z
  .string()
  .max(MAX_LENGTH)
  .refine((value) => isStorable(value), "has characters that cannot be stored")
  .optional()

/** What Medusa keeps as it is, of a size that fits a body anyway. */
const data = z
  .record(z.string(), z.unknown())
  .refine((value) => isStorable(value), "is nested too deep, or has characters that cannot be stored")

/** An ISO 3166 code, kept in lower case as Medusa does. */
const country = text(2)
  .regex(/^[A-Za-z]{2}$/, "is not a country's two letters")
  .transform((code) => code.toLowerCase())

const address = z.strictObject({
  first_name: line,
  last_name: line,
  company: line,
  address_1: line,
  address_2: line,
  city: line,
  province: line,
  postal_code: line,
  country_code: country,
  phone: line,
})

const item = z.strictObject({
  variant_id: id,
  quantity: z.number().int("must be a whole number").min(1).max(MAX_QUANTITY),
  metadata: data.optional(),
})

/** What both ways of checking out may have. */
const common = {
  coupon_code: text(200).optional(),
  payment: z.strictObject({ provider_id: id, data: data.optional() }).optional(),
  loyalty_redemption: StoreApplyRedemption.optional(),
  idempotency_key: text(200).optional(),
}

export const StoreCreateOrderOfCart = z.strictObject({ cart_id: id, ...common })

export const StoreCreateOrderOfItems = z.strictObject({
  email: text(254).pipe(z.email("is not an email address")),
  region_id: id,
  sales_channel_id: id.optional(),
  items: z.array(item).min(1, "is required").max(MAX_ITEMS),
  shipping_address: address,
  /** Without one: the shipping address. */
  billing_address: address.optional(),
  shipping_option_id: id,
  ...common,
})

export type StoreCreateOrderType = z.infer<typeof StoreCreateOrderOfCart> | z.infer<typeof StoreCreateOrderOfItems>

/** What may be stated when a cart is completed: 0 points say that it carries none. */
export const StoreStatedRedemption = StoreApplyRedemption.extend({
  points: z.number().int("must be a whole number").min(0).max(Number.MAX_SAFE_INTEGER),
})
