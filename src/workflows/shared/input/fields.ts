import { z } from "@medusajs/framework/zod"
import { parseCountry } from "../../../kernel/country"
import { canonicalMailbox } from "../../../kernel/mailbox"
import { type Phone, parsePhone } from "../../../kernel/phone"
import type { Limits } from "../../../modules/customer_profile"
import { aliased } from "./aliases"
import { isStorable } from "./parse"

const UNSTORABLE = "has characters that cannot be stored"
const EMPTY = "must not be empty; send null to clear the field"

/** Trimmed text within its limits (contract R4), for fields that `null` clears. */
export function words([min, max]: readonly [min: number, max: number]) {
  return z
    .string()
    .trim()
    .min(min, min === 1 ? EMPTY : undefined)
    .max(max)
    .refine(isStorable, UNSTORABLE)
}

/** Stored unchanged (contract R3). */
export function verbatim([, max]: readonly [min: number, max: number]) {
  return z
    .string()
    .max(max)
    .refine((name) => name.trim() !== "", EMPTY)
    .refine(isStorable, UNSTORABLE)
}

/** An email address in its canonical form (contract R8). The message is that of the second API document. */
export function email([, max]: readonly [min: number, max: number]) {
  return z
    .string()
    .max(max)
    .transform((text) => canonicalMailbox(text) ?? "")
    .pipe(z.email("Enter a valid email address."))
}

/** A country by name or code, converted to ISO 3166-1 alpha-2 in lower case. */
export const country = z.string().transform((text, ctx) => {
  const code = text.length > 100 ? null : parseCountry(text)
  if (code === null) {
    ctx.addIssue({ code: "custom", message: "is not a country; send its name or its ISO 3166-1 code" })
    return z.NEVER
  }
  return code
})

/** An address on the web, with http or https. */
export function webAddress(limits: readonly [min: number, max: number]) {
  return words(limits).refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== ""
  }, "must be a URL that begins with http:// or https://")
}

export const metadata = z.record(z.string(), z.unknown()).refine(isStorable, UNSTORABLE)

/** A telephone number, or an issue on its field. National numbers need their country (contract R4). */
export function phoneOf(
  typed: string | null | undefined,
  countryCode: string | null | undefined,
  field: string,
  ctx: z.RefinementCtx,
): Phone | null | undefined {
  if (typed === null || typed === undefined) {
    return typed
  }
  const phone = parsePhone(typed, countryCode)
  if (!phone) {
    const message = "is not a telephone number; start it with + and the country code, or send the country"
    ctx.addIssue({ code: "custom", path: [field], message })
  }
  return phone
}

/** The lines of an address, also beside a customer's own fields (contract R21). */
export function addressLines(limits: Limits) {
  return {
    address_1: words(limits.address_1).nullable(),
    address_2: words(limits.address_2).nullable(),
    city: words(limits.city).nullable(),
    province: words(limits.province).nullable(),
    postal_code: words(limits.postal_code).nullable(),
    country_code: country.nullable(),
  }
}

function addressFields(limits: Limits) {
  return {
    ...addressLines(limits),
    address_name: words(limits.name).nullable(),
    first_name: words(limits.first_name).nullable(),
    last_name: words(limits.last_name).nullable(),
    company: words(limits.company_name).nullable(),
    phone: words(limits.phone).nullable(),
    metadata: metadata.nullable(),
  }
}

type WithPhone = { phone?: string | null | undefined; country_code?: string | null | undefined }

/** Medusa's addresses have one field for a number, so it is E.164. */
function inE164<Fields extends WithPhone>(fields: Fields, ctx: z.RefinementCtx): Fields {
  const phone = phoneOf(fields.phone, fields.country_code, "phone", ctx)
  return phone === undefined ? fields : { ...fields, phone: phone?.e164 ?? null }
}

/** A customer's billing or shipping address. Its field name says which. */
export function defaultAddress(limits: Limits) {
  return aliased(z.strictObject(addressFields(limits)).partial().transform(inE164))
}

const kind = z.enum(["billing", "shipping"])

const listedFields = (limits: Limits) => ({
  ...addressFields(limits),
  is_default_billing: z.boolean(),
  is_default_shipping: z.boolean(),
  type: kind,
})

/** `type` (S4) marks an address as a default. */
const marked = <Fields extends { type?: z.infer<typeof kind> | undefined }>({ type, ...fields }: Fields) =>
  type ? { ...fields, [`is_default_${type}`]: true } : fields

/** An address of a customer. */
export function address(limits: Limits) {
  return aliased(z.strictObject(listedFields(limits)).partial().transform(inE164).transform(marked))
}

/**
 * An address in the body of a customer's change. With an id it changes that address; without an id it is a new one (ADR
 * 0047).
 */
export function addressOrChange(limits: Limits) {
  const fields = { ...listedFields(limits), id: z.string().max(100) }
  return aliased(z.strictObject(fields).partial().transform(inE164).transform(marked))
}
