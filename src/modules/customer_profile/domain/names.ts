/** Medusa's three name fields. */
export type NameFields = { first_name: string | null; last_name: string | null; company_name: string | null }

/** The name fields of a request. Omitted fields stay, `null` clears. */
export type NameInput = {
  name?: string | null | undefined
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  company_name?: string | null | undefined
  is_business?: boolean | undefined
}

/** What was there before. */
export type KnownNames = NameFields & { name: string | null; name_basis: string | null; is_business: boolean }

export const NO_NAMES: KnownNames = {
  first_name: null,
  last_name: null,
  company_name: null,
  name: null,
  name_basis: null,
  is_business: false,
}

/** The first word, and the rest: `Ana María López` is `Ana` and `María López`. */
export function splitName(name: string): { first_name: string; last_name: string | null } {
  const [first = "", ...rest] = name.trim().split(/\s+/u)
  return { first_name: first, last_name: rest.join(" ") || null }
}

/** The reverse: a business's company name, a person's first and last name, else any name that is set. */
export function joinName(fields: NameFields, isBusiness: boolean): string | null {
  const person = [fields.first_name, fields.last_name].filter(Boolean).join(" ") || null
  return (isBusiness ? (fields.company_name ?? person) : (person ?? fields.company_name)) || null
}

/** Medusa's name fields at the time when `name` was given. If they differ now, `name` is no longer valid. */
export function nameBasis({ first_name, last_name, company_name }: NameFields): string {
  return JSON.stringify([company_name, first_name, last_name])
}

/**
 * The customer's name (contract R3): `name` as it was given, while Medusa's fields have not changed since; else the name
 * from these fields.
 */
export function nameOf(known: KnownNames): string | null {
  return known.name !== null && known.name_basis === nameBasis(known) ? known.name : joinName(known, known.is_business)
}

/**
 * Keeps `name` and Medusa's fields in step (contract R3). A given name fills a business's company name, or a person's first
 * and last name. A field given beside it wins. A field given without a name invalidates the old name. A customer who
 * becomes a business or a person keeps the name, and empty fields are filled from it.
 */
export function changeNames(
  known: KnownNames,
  input: NameInput,
): NameFields & { name: string | null; name_basis: string | null } {
  const isBusiness = input.is_business ?? known.is_business
  const given = input.name ?? (input.name === undefined && isBusiness !== known.is_business ? nameOf(known) : null)
  const fields: NameFields = {
    first_name: known.first_name,
    last_name: known.last_name,
    company_name: known.company_name,
    ...(given === null ? {} : fieldsFor(given, isBusiness, input.name ? null : known)),
  }
  for (const field of ["first_name", "last_name", "company_name"] as const) {
    fields[field] = input[field] === undefined ? fields[field] : input[field]
  }
  const name = input.name === undefined ? keptName(known, input) : input.name
  return { ...fields, name, name_basis: name === null ? null : nameBasis(fields) }
}

/** @param occupied fields that must not be overwritten */
function fieldsFor(name: string, isBusiness: boolean, occupied: NameFields | null): Partial<NameFields> {
  if (isBusiness) {
    return occupied?.company_name ? {} : { company_name: name.trim() }
  }
  return occupied?.first_name || occupied?.last_name ? {} : splitName(name)
}

function keptName(known: KnownNames, input: NameInput): string | null {
  const touched = [input.first_name, input.last_name, input.company_name].some((field) => field !== undefined)
  return touched || known.name_basis !== nameBasis(known) ? null : known.name
}
