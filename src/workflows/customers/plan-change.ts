import type { Phone } from "../../kernel/phone"
import { withoutUndefined } from "../../kernel/without-undefined"
import {
  type CustomerProfile,
  changeNames,
  checkMetadata,
  checkRequired,
  type KnownNames,
  type Metadata,
  medusaMetadata,
  mergeMetadata,
  NO_NAMES,
  nameOf,
  type ProfileChange,
} from "../../modules/customer_profile"
import type { CustomerInput } from "./customer-input"

/** The fields of Medusa's that we read and write. */
export type MedusaFields = {
  email?: string | null
  first_name?: string | null
  last_name?: string | null
  company_name?: string | null
  phone?: string | null
  metadata?: Metadata | null
}

/** The present customer; `null` for a new one. */
export type KnownCustomer = { customer: MedusaFields; profile: CustomerProfile | null } | null

/** Fields that are copied to the profile unchanged. */
const PLAIN = [
  "is_business",
  "description",
  "website",
  "tax_id",
  "external_id",
  "discount_rate",
  "preferred_shipping",
  "customer_since",
  "is_active",
  "notes",
  "livemode",
] as const

/**
 * Plans the writes for a request (contract R1, R3, R7, R8). Writes nothing.
 *
 * @throws `invalid_request` naming the missing fields; `metadata_too_large`
 */
export function planChange(
  known: KnownCustomer,
  input: CustomerInput,
  requiredFields: readonly string[],
): { customer: MedusaFields; profile: ProfileChange } {
  const before = knownNames(known)
  const { name, name_basis, ...fields } = changeNames(before, input)
  checkRequired(shown({ ...before, ...fields, name, name_basis }, known, input), demanded(known, requiredFields))
  const metadata = plannedMetadata(known, input.metadata)
  const plain = Object.fromEntries(PLAIN.map((field) => [field, input[field]]))
  return {
    customer: withoutUndefined({
      ...changed(before, fields),
      email: input.email,
      phone: input.phone === undefined ? undefined : (input.phone?.e164 ?? null),
      metadata,
    }),
    profile: withoutUndefined({
      ...plain,
      ...(namesTouched(input) ? { name, name_basis } : {}),
      ...phoneColumns("phone", "phone_original", input.phone),
      ...phoneColumns("whatsapp_number", "whatsapp_original", input.whatsapp_number),
      ...phoneColumns("fax", "fax_original", input.fax),
      ...photoColumns(known?.profile?.photo_url, input.photo_url),
      ...(input.email === undefined ? {} : { managed: true, email_key: input.email }),
    }),
  }
}

/** Metadata in Medusa's form: all keys of a new customer, else the changed ones. Nothing if no key is named. */
function plannedMetadata(known: KnownCustomer, change: Metadata | null | undefined): Metadata | null | undefined {
  if (change === undefined) {
    return undefined
  }
  const before = known?.customer.metadata ?? null
  const merged = mergeMetadata(before, change)
  checkMetadata(merged, before)
  if (known === null) {
    return merged
  }
  return change !== null && Object.keys(change).length === 0 ? undefined : medusaMetadata(change)
}

/** Medusa's name fields and ours. */
export function knownNames(known: KnownCustomer): KnownNames {
  return known === null
    ? NO_NAMES
    : {
        first_name: known.customer.first_name ?? null,
        last_name: known.customer.last_name ?? null,
        company_name: known.customer.company_name ?? null,
        name: known.profile?.name ?? null,
        name_basis: known.profile?.name_basis ?? null,
        is_business: known.profile?.is_business ?? false,
      }
}

/** The customer after the change, in the fields that the rules of required fields read. */
function shown(names: KnownNames, known: KnownCustomer, input: CustomerInput): Record<string, unknown> {
  const present = { ...known?.profile, email: known?.customer.email, phone: known?.customer.phone }
  return { ...present, ...withoutUndefined(input), ...names, name: nameOf(names) }
}

/** A change is refused for a field that it clears, not for a field that the customer never had. */
function demanded(known: KnownCustomer, requiredFields: readonly string[]): readonly string[] {
  if (known === null) {
    return requiredFields
  }
  const before = shown(knownNames(known), known, {})
  return requiredFields.filter((field) => before[field] !== null && before[field] !== undefined)
}

const namesTouched = (input: CustomerInput) =>
  [input.name, input.first_name, input.last_name, input.company_name, input.is_business].some(
    (field) => field !== undefined,
  )

/** The changed ones of these fields. */
function changed<Fields extends Record<string, unknown>>(before: Record<string, unknown>, fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([field, value]) => before[field] !== value))
}

/** A photo given by its URL replaces an uploaded one. The same URL again, as in a file that the plugin exported, keeps its file. */
const photoColumns = (before: string | null | undefined, given: string | null | undefined) =>
  given === undefined || given === before ? {} : { photo_url: given, photo_file_id: null }

function phoneColumns(column: string, original: string, phone: Phone | null | undefined) {
  return phone === undefined ? {} : { [column]: phone?.e164 ?? null, [original]: phone?.original ?? null }
}
