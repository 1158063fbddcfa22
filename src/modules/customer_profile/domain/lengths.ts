/** Minimum and maximum characters of a field. */
export type Limits = Record<keyof typeof lengths, readonly [min: number, max: number]>

/** Lengths of a customer's fields (contract R4). Medusa's own routes do not check them. */
export const lengths = {
  external_id: [1, 100],
  description: [1, 200],
  email: [1, 200],
  name: [1, 200],
  first_name: [1, 200],
  last_name: [1, 200],
  company_name: [1, 200],
  phone: [1, 30],
  website: [1, 2000],
  tax_id: [1, 100],
  photo_url: [1, 2000],
  preferred_shipping: [1, 100],
  notes: [1, 5000],
  note: [1, 5000],
  address_1: [1, 200],
  address_2: [1, 200],
  city: [1, 100],
  province: [1, 100],
  postal_code: [1, 16],
} as const satisfies Record<string, readonly [number, number]>

/** With the option `customers.strictLengths`: the second API document's (S2). */
export const strictLengths: Limits = {
  ...lengths,
  name: [1, 50],
  postal_code: [1, 9],
  city: [3, 30],
  address_1: [3, 100],
}
