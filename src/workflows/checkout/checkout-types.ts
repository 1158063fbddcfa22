import type { ErrorCode } from "../../kernel/errors"
import type { AdditionalData } from "../shared/input/additional-data"

/** A checkout in one call (contract R46): an existing cart, or the data of a new one. The route validates it. */
export type CheckoutInput = {
  cart_id?: string | undefined
  purchase?: Purchase | undefined
  coupon_code?: string | undefined
  payment?: PaymentChoice | undefined
  loyalty_redemption?: OrderedRedemption | undefined
}

/** The data of a new cart. Prices are the server's. */
export type Purchase = {
  email: string
  region_id: string
  sales_channel_id: string | undefined
  items: { variant_id: string; quantity: number; metadata?: Record<string, unknown> | undefined }[]
  shipping_address: Address
  billing_address: Address
  shipping_option_id: string
}

/** Medusa's names; `country_code` is ISO 3166 in lower case. */
export type Address = { country_code: string } & Partial<
  Record<
    "first_name" | "last_name" | "company" | "address_1" | "address_2" | "city" | "province" | "postal_code" | "phone",
    string | undefined
  >
>

/** `data` goes to the provider, as with Medusa's own payment sessions. */
export type PaymentChoice = { provider_id: string; data?: Record<string, unknown> | undefined }

export type StatedRedemption = { token?: string | undefined; points: number }

/** `exact`: refuse the order rather than place it with other points. */
export type OrderedRedemption = StatedRedemption & { exact?: boolean | undefined }

/** The signed-in customer, never one from the body. */
export type Shopper = {
  customer_id: string | undefined
  /** For the host's hook `redemptionValidate`. */
  additional_data?: AdditionalData
}

/** The result of a completion: an order, or a cart whose payment needs the shopper. */
export type Outcome = { type: "order"; order_id: string } | { type: "cart"; cart_id: string; error: PaymentProblem }

/** `shortfall`: the missing credit, a decimal string in the cart's currency. Only if credit refused the signed-in buyer's order. */
type PaymentProblem = { message: string; name: string; type: string; code: ErrorCode; shortfall?: string }

/** The used points, if the request asked for points. `reason` says why none were used. */
export type UsedPoints = { points: number; reason?: ErrorCode }

export type CheckoutOutcome = Outcome & { loyalty_redemption?: UsedPoints }
