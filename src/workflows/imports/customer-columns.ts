import type { RowProblem } from "../../modules/data_import"
import type { Columns } from "./read-csv"

const PLAIN = [
  ...["external_id", "email", "name", "first_name", "last_name", "company_name", "phone", "whatsapp_number", "fax"],
  ...["is_business", "is_active", "customer_since", "website", "tax_id", "description", "discount_rate"],
  ...["preferred_shipping", "photo_url", "notes"],
]

/** Columns that set terms of credit, which needs a permission of its own (ADR 0062). */
export const TERMS = ["currency_code", "credit_limit", "payment_terms"]

const CONTACT = ["name", "title", "email", "phone"]

const ADDRESS = [
  ...["first_name", "last_name", "company", "address_1", "address_2", "city", "province", "postal_code"],
  ...["country_code", "phone"],
]

/** The field of a body whose fields begin with this word in a file. */
const PARTS = [
  { prefix: "contact_", fields: CONTACT, path: ["contacts", "0"] },
  { prefix: "billing_", fields: ADDRESS, path: ["billing_address"] },
  { prefix: "shipping_", fields: ADDRESS, path: ["shipping_address"] },
]

/** The columns of a file of customers: the fields of `POST /admin/customer-profiles`, one contact and two addresses (ADR 0079). */
export const customerColumns: Columns = {
  known: [...PLAIN, ...TERMS, ...PARTS.flatMap(({ prefix, fields }) => fields.map((field) => prefix + field))],
  required: [],
  ignored: ["line", "state", "problems", "id"],
}

type Contact = Record<string, string>

/** The body of the routes of customers. */
export type CustomerBody = Record<string, unknown> & { contacts?: [Contact] }

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  1: true,
  0: false,
}

/** The cells of a line as the body of a route. Empty cells are not in it, so a file clears nothing. */
export function toBody(cells: Record<string, string>): CustomerBody {
  const plain = pick(cells, [...PLAIN, ...TERMS]).map(([column, cell]) => [
    column,
    column.startsWith("is_") ? (BOOLEANS[cell.toLowerCase()] ?? cell) : cell,
  ])
  const parts = PARTS.flatMap(({ prefix, fields, path: [field, ...rest] }) => {
    const given = pick(cells, fields, prefix)
    const part = Object.fromEntries(given)
    return given.length === 0 ? [] : [[field, rest.length > 0 ? [withCountry(part, cells)] : part]]
  })
  return Object.fromEntries([...plain, ...parts])
}

/** The cells of these fields that have content. */
const pick = (cells: Record<string, string>, fields: readonly string[], prefix = ""): [field: string, cell: string][] =>
  fields.flatMap((field) => {
    const cell = cells[prefix + field]
    return cell === undefined ? [] : [[field, cell]]
  })

/** A national number needs its country, which a contact has from the addresses. */
function withCountry(contact: Contact, cells: Record<string, string>): Contact {
  const country_code = cells["billing_country_code"] ?? cells["shipping_country_code"]
  return contact["phone"] === undefined || country_code === undefined ? contact : { ...contact, country_code }
}

/** The column of a field of {@link toBody}; `undefined` for a field that no column has. */
function columnOf(path: readonly PropertyKey[]): string | undefined {
  const names = path.map(String)
  for (const { prefix, path: of } of PARTS) {
    if (of.every((name, place) => names[place] === name)) {
      const column = prefix + names.slice(of.length).join("_")
      return customerColumns.known.includes(column) ? column : undefined
    }
  }
  return names.length === 1 && customerColumns.known.includes(names[0] as string) ? names[0] : undefined
}

export function problemAt(path: readonly PropertyKey[], sentence: string): RowProblem {
  const column = columnOf(path) ?? null
  return { column, message: column === null && path.length > 0 ? `${path.join(".")}: ${sentence}` : sentence }
}

/** The problems in the message of a refusal, `field: sentence; field: sentence`. */
export function problemsIn(message: string): RowProblem[] {
  return message.split(/; (?=[\w.]+: )/).map((part) => {
    const [, field, sentence] = /^([\w.]+): (.*)$/s.exec(part) ?? []
    return field === undefined ? { column: null, message: part } : problemAt(field.split("."), String(sentence))
  })
}
