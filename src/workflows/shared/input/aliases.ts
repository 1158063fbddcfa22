import { z } from "@medusajs/framework/zod"

/**
 * The one table of aliases of our fields (docs/documents.md): the names that clients of the five API documents send, and
 * our names. docs/customers.md lists them. `page` becomes an offset and an address's `type` its default marks; these are
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
  redemption_token: "token",
}

const fieldOf = (given: string): string => (Object.hasOwn(ALIASES, given) ? (ALIASES[given] as string) : given)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A schema that accepts aliases of its fields. A field under two of its names is a 400 that names both. */
export function aliased<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>, z.input<Schema>> {
  const named = z
    .unknown()
    .transform((raw, ctx) => {
      if (!isObject(raw)) {
        return raw
      }
      const givenBy = new Map<string, string>()
      const fields: [string, unknown][] = []
      for (const [given, value] of Object.entries(raw)) {
        const field = fieldOf(given)
        const other = givenBy.get(field)
        if (other !== undefined) {
          ctx.addIssue({
            code: "custom",
            path: [given],
            message: `is another name for ${other}; send only one of them`,
          })
        }
        givenBy.set(field, given)
        fields.push([field, value])
      }
      return Object.fromEntries(fields)
    })
    .pipe(schema)
  // The input type is the schema's own. Aliases are for clients and not in the types.
  return named as unknown as z.ZodType<z.output<Schema>, z.input<Schema>>
}

type Path = readonly PropertyKey[]

/**
 * The path of a field in the client's names: a client that sent `zip` gets messages about `zip`.
 *
 * @param raw the client's input
 * @param path the field's path in the parsed input
 */
export function clientPath(raw: unknown, path: Path): PropertyKey[] {
  let value = raw
  return path.map((field) => {
    if (!isObject(value) && !Array.isArray(value)) {
      return field
    }
    const parent = value as Record<PropertyKey, unknown>
    const given = Object.hasOwn(parent, field)
      ? field
      : (Object.keys(parent).find((key) => fieldOf(key) === field) ?? field)
    value = parent[given]
    return given
  })
}
