import { z } from "@medusajs/framework/zod"
import { notTogether, wholeNumber } from "../../kernel/sentences"
import { aliased } from "../shared/input/aliases"
import { country } from "../shared/input/fields"
import { isStorable, text } from "../shared/input/parse"
import { redemptionFields } from "../shared/redemption/redemption-input"

const MAX_ITEMS = 500
const MAX_QUANTITY = 1_000_000
const MAX_LENGTH = 500

const id = text(200)
const line = z
  .string()
  .max(MAX_LENGTH)
  .refine((value) => isStorable(value), "has characters that cannot be stored")
  .optional()

/** Fields that Medusa stores unchanged. The limit of the body bounds their size. */
const data = z
  .record(z.string(), z.unknown())
  .refine((value) => isStorable(value), "is nested too deeply, or has characters that cannot be stored")

/** Named as in the addresses of customers: the same aliases, and a country by its code or name. */
const address = aliased(
  z.strictObject({
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
  }),
)

const item = z.strictObject({
  variant_id: id,
  quantity: wholeNumber(1, MAX_QUANTITY),
  metadata: data.optional(),
})

/** Fewer points than requested are accepted, and none beside a coupon over everything, unless `exact` is true. */
const orderedRedemption = aliased(z.strictObject({ ...redemptionFields, exact: z.boolean().optional() }))

/** Fields of both ways of checking out. */
const common = {
  coupon_code: text(200).optional(),
  payment: z.strictObject({ provider_id: id, data: data.optional() }).optional(),
  loyalty_redemption: orderedRedemption.optional(),
  idempotency_key: text(200).optional(),
}

const ofItems = z.strictObject({
  email: text(254).pipe(z.email()),
  region_id: id,
  sales_channel_id: id.optional(),
  items: z.array(item).min(1).max(MAX_ITEMS),
  shipping_address: address,
  /** Default: the shipping address. */
  billing_address: address.optional(),
  shipping_option_id: id,
  ...common,
})

/** Fields that an existing cart already has. */
const ofTheCart = Object.keys(ofItems.shape).filter((field) => !Object.hasOwn(common, field))

/** An existing cart, without the fields that it already has. */
const ofCart = z
  .looseObject({ cart_id: id })
  .superRefine((body, ctx) => {
    for (const field of ofTheCart.filter((one) => Object.hasOwn(body, one))) {
      ctx.addIssue({ code: "custom", path: [field], message: notTogether("cart_id") })
    }
  })
  .pipe(z.strictObject({ cart_id: id, ...common }))

export type StoreCreateOrderInput =
  | ({ cart_id: string } & z.input<z.ZodObject<typeof common>>)
  | z.input<typeof ofItems>
export type StoreCreateOrderType = z.infer<typeof ofCart> | z.infer<typeof ofItems>

/** An existing cart, or the data of a new one. Problems are reported for the variant that the client meant. */
export function storeCreateOrder(body: unknown): z.ZodType<StoreCreateOrderType> {
  return typeof body === "object" && body !== null && "cart_id" in body ? ofCart : ofItems
}
