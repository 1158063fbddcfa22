/** Medusa's three fields for what a customer is called. */
export type NameFields = { first_name: string | null; last_name: string | null; company_name: string | null }

/** What a client says of names; left out stays, `null` empties. */
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

/** The way back: of a business its company name, of a person first and last name; else what there is. */
export function joinName(fields: NameFields, isBusiness: boolean): string | null {
  const person = [fields.first_name, fields.last_name].filter(Boolean).join(" ") || null
  return (isBusiness ? (fields.company_name ?? person) : (person ?? fields.company_name)) || null
}

/** What `name` was given for. Fields that were changed since, also by Medusa's own routes, are another basis. */
export function nameBasis({ first_name, last_name, company_name }: NameFields): string {
  return JSON.stringify([company_name, first_name, last_name])
}

/**
 * What a customer is called (contract R3): the name as it was given, as long as Medusa's fields are the ones that it was given
 * for; else the name that they make.
 */
export function nameOf(known: KnownNames): string | null {
  return known.name !== null && known.name_basis === nameBasis(known) ? known.name : joinName(known, known.is_business)
}

/**
 * Keeps `name` and Medusa's fields in step (contract R3). A name that is given fills the company name of a business, or first
 * and last name of a person; a field that is given beside it wins. A field that is given without a name makes the old name
 * void. Who becomes a business, or a person, keeps the name, and gets the fields for it where they are empty.
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

/** @param occupied fields that are not to be overwritten */
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
