import { clienteleError } from "../../../kernel/errors"

/** An address in Medusa's fields, as its Customer module takes it. */
export type MedusaAddress = {
  address_name?: string | null
  first_name?: string | null
  last_name?: string | null
  company?: string | null
  phone?: string | null
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  province?: string | null
  postal_code?: string | null
  country_code?: string | null
  is_default_shipping?: boolean
  is_default_billing?: boolean
  metadata?: Record<string, unknown> | null
}

/** An address that a customer has. */
export type KnownAddress = MedusaAddress & { id: string }

/** The ways in which a client may name addresses (CONTRACT R21), in Medusa's field names. */
export type AddressInput = {
  addresses?: readonly MedusaAddress[] | undefined
  billing_address?: MedusaAddress | undefined
  shipping_address?: MedusaAddress | undefined
  /** Fields given beside the customer's own (S0, S2): one address, for goods and bills alike. */
  flat?: MedusaAddress | undefined
}

/** What is to be written so that the customer has what was asked for. */
export type AddressPlan = { create: MedusaAddress[]; update: { id: string; change: MedusaAddress }[] }

export type Flag = "is_default_billing" | "is_default_shipping"
export const FLAGS: readonly Flag[] = ["is_default_billing", "is_default_shipping"]
export const FIELDS = [
  "address_name",
  "first_name",
  "last_name",
  "company",
  "phone",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
] as const

/**
 * The addresses of a customer who has none yet. Two equal ones for bills and goods are one address with both marks.
 *
 * @throws `invalid_request` naming the address that claims a default which another one has
 */
export function newAddresses(input: AddressInput): MedusaAddress[] {
  return planAddresses([], input).create
}

/**
 * Brings what a client says of addresses onto those that the customer has (CONTRACT R7, R21). `billing_address` and
 * `shipping_address` change the default of their kind, field by field; a default that serves both and is to change for one
 * only is left alone, and a copy with the change takes over that mark. `addresses` are added.
 *
 * @throws `invalid_request` as {@link newAddresses}
 */
export function planAddresses(known: readonly KnownAddress[], input: AddressInput): AddressPlan {
  const plan: AddressPlan = { create: (input.addresses ?? []).map((one) => ({ ...one })), update: [] }
  checkFlags(plan.create, input)
  const change = (flags: readonly Flag[], fields: MedusaAddress | undefined) => {
    if (fields) {
      changeDefault(plan, known, flags, fields)
    }
  }
  const { billing_address: billing, shipping_address: shipping } = input
  if (billing && shipping && sameFields(billing, shipping) && !split(known)) {
    change(FLAGS, billing)
  } else {
    change(["is_default_billing"], billing)
    change(["is_default_shipping"], shipping)
  }
  if (input.flat) {
    const free = FLAGS.filter((flag) => !(flag === "is_default_billing" ? billing : shipping))
    changeFlat(plan, known, free, input.flat)
  }
  return plan
}

/** Bills and goods go to two addresses already. */
function split(known: readonly KnownAddress[]): boolean {
  const [billing, shipping] = FLAGS.map((flag) => known.find((one) => one[flag]))
  return billing !== undefined && shipping !== undefined && billing.id !== shipping.id
}

function changeDefault(
  plan: AddressPlan,
  known: readonly KnownAddress[],
  flags: readonly Flag[],
  fields: MedusaAddress,
): void {
  const marks = Object.fromEntries(flags.map((flag) => [flag, true]))
  const present = known.find((one) => flags.every((flag) => one[flag])) ?? known.find((one) => one[flags[0] as Flag])
  if (!present) {
    plan.create.push({ ...fields, ...marks })
  } else if (
    FLAGS.some((flag) => present[flag] && !flags.includes(flag)) &&
    !sameFields({ ...present, ...fields }, present)
  ) {
    plan.create.push({ ...pick(present), ...fields, ...marks })
  } else {
    plan.update.push({ id: present.id, change: { ...fields, ...marks } })
  }
}

/** The one address of a client that knows of no second: of bills, else of goods, else a new one. */
function changeFlat(
  plan: AddressPlan,
  known: readonly KnownAddress[],
  flags: readonly Flag[],
  fields: MedusaAddress,
): void {
  const present = flags.map((flag) => known.find((one) => one[flag])).find((one) => one !== undefined)
  if (present) {
    plan.update.push({ id: present.id, change: { ...fields } })
  } else {
    plan.create.push({ ...fields, ...Object.fromEntries(flags.map((flag) => [flag, true])) })
  }
}

function checkFlags(added: readonly MedusaAddress[], input: AddressInput): void {
  for (const flag of FLAGS) {
    const taken = flag === "is_default_billing" ? input.billing_address : input.shipping_address
    const claims = added.flatMap((one, index) => (one[flag] ? [index] : []))
    const surplus = taken ? claims[0] : claims[1]
    if (surplus !== undefined) {
      throw clienteleError("invalid_request", `addresses.${surplus}.${flag}: another address is the default already`)
    }
  }
}

function sameFields(a: MedusaAddress, b: MedusaAddress): boolean {
  return FIELDS.every((field) => (a[field] ?? null) === (b[field] ?? null))
}

function pick(address: MedusaAddress): MedusaAddress {
  return Object.fromEntries(FIELDS.map((field) => [field, address[field] ?? null]))
}
