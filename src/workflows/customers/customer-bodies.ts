import { z } from "@medusajs/framework/zod"
import { decimal } from "../../kernel/money"
import { withoutUndefined } from "../../kernel/without-undefined"
import { isCreditLimit, isPaymentTerms, MAX_CREDIT_LIMIT } from "../../modules/credit"
import { type Limits, lengths, strictLengths } from "../../modules/customer_profile"
import { aliased } from "../shared/input/aliases"
import { exactDecimal } from "../shared/input/exact-decimal"
import {
  address,
  addressLines,
  addressOrChange,
  defaultAddress,
  email,
  metadata,
  phoneOf,
  verbatim,
  webAddress,
  words,
} from "../shared/input/fields"
import { listedContact, NewContact } from "./contact-input"
import type { CustomerInput } from "./customer-input"

const MAX_ADDRESSES = 1000
const MAX_CONTACTS = 100

const discountRate = exactDecimal(
  (text) => /^\d{1,3}(\.\d{1,4})?$/.test(text) && decimal(text).lte(100),
  "must be a percentage from 0 to 100, with at most 4 decimals",
)
const creditLimit = exactDecimal(isCreditLimit, `must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)
const currency = z
  .string()
  .regex(/^[a-z]{3}$/i, "must be a currency code of three letters (ISO 4217)")
  .toLowerCase()
const since = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date, or a date and time (ISO 8601)")
  .transform((text) => new Date(text))

/** The fields of a customer in a request (contract R1–R4, R7, R21). `null` clears a field. */
function customerFields(limits: Limits) {
  return {
    ...addressLines(limits),
    name: verbatim(limits.name).nullable(),
    first_name: words(limits.first_name).nullable(),
    last_name: words(limits.last_name).nullable(),
    company_name: words(limits.company_name).nullable(),
    email: email(limits.email).nullable(),
    phone: words(limits.phone).nullable(),
    whatsapp_number: words(limits.phone).nullable(),
    fax: words(limits.phone).nullable(),
    is_business: z.boolean(),
    description: words(limits.description).nullable(),
    website: webAddress(limits.website).nullable(),
    tax_id: words(limits.tax_id).nullable(),
    external_id: words(limits.external_id).nullable(),
    photo_url: webAddress(limits.photo_url).nullable(),
    discount_rate: discountRate.nullable(),
    preferred_shipping: words(limits.preferred_shipping).nullable(),
    customer_since: since.nullable(),
    is_active: z.boolean(),
    notes: words(limits.notes).nullable(),
    metadata: metadata.nullable(),
    currency_code: currency,
    credit_limit: creditLimit.nullable(),
    payment_terms: z.string().refine(isPaymentTerms, "must be eom, or net_0 to net_120").nullable(),
    billing_address: defaultAddress(limits),
    shipping_address: defaultAddress(limits),
    addresses: z.array(addressOrChange(limits)).max(MAX_ADDRESSES),
    contacts: z.array(listedContact).max(MAX_CONTACTS),
  }
}

type Fields = z.infer<ReturnType<typeof changeSchema>>

/** Parses telephone numbers and collects the lines of an address. */
function toInput(fields: Fields, ctx: z.RefinementCtx): CustomerInput {
  const { address_1, address_2, city, province, postal_code, country_code, ...rest } = fields
  const { phone, whatsapp_number, fax, ...others } = rest
  const home = country_code ?? rest.billing_address?.country_code ?? rest.shipping_address?.country_code
  const flat = withoutUndefined({ address_1, address_2, city, province, postal_code, country_code })
  return {
    ...others,
    phone: phoneOf(phone, home, "phone", ctx),
    whatsapp_number: phoneOf(whatsapp_number, home, "whatsapp_number", ctx),
    fax: phoneOf(fax, home, "fax", ctx),
    ...(Object.keys(flat).length > 0 ? { flat } : {}),
  }
}

function changeSchema(limits: Limits) {
  return z.strictObject(customerFields(limits)).partial()
}

function schemas(limits: Limits) {
  const change = changeSchema(limits)
  // Addresses and contacts of a new customer have no ids yet.
  const addresses = z.array(address(limits)).max(MAX_ADDRESSES).optional()
  const contacts = z.array(NewContact).max(MAX_CONTACTS).optional()
  return {
    create: aliased(change.extend({ addresses, contacts }).transform(toInput)),
    change: aliased(change.transform(toInput)),
  }
}

/** The bodies of R1 and R7, with the lengths that the option `customers.strictLengths` chooses. */
export const customerBodies = { usual: schemas(lengths), strict: schemas(strictLengths) }
