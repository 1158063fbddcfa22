import { z } from "@medusajs/framework/zod"

/**
 * The one table of other words for our fields (CONTRACT section 7): what clients of the five API documents send, and what
 * it means here. Listed in docs/customers.md. `page` becomes an offset and an address's `type` its default marks; those are
 * computed where they are read.
 */
export const ALIASES: Readonly<Record<string, string>> = {
  merchant_customer_id: "external_id",
  phone_number: "phone",
  currency: "currency_code",
  address: "address_1",
  address1: "address_1",
  line1: "address_1",
  address2: "address_2",
  line2: "address_2",
  state: "province",
  zip: "postal_code",
  zip_code: "postal_code",
  country: "country_code",
  search: "q",
  page_size: "limit",
}

/** A schema whose fields may be named by their aliases. A field under two of its names is a 400 that names the second. */
export function aliased<Schema extends z.ZodType>(schema: Schema) {
  return z
    .unknown()
    .transform((raw, ctx) => {
      if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
        return raw
      }
      const named = new Map<string, unknown>()
      for (const [given, value] of Object.entries(raw)) {
        const name = Object.hasOwn(ALIASES, given) ? (ALIASES[given] as string) : given
        if (named.has(name)) {
          ctx.addIssue({ code: "custom", path: [given], message: `says the same as ${name}; give one of them` })
        }
        named.set(name, value)
      }
      return Object.fromEntries(named)
    })
    .pipe(schema)
}
