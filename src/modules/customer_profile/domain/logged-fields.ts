import { type FieldChange, fieldChanges } from "../../../kernel/change-log"

/** Fields whose changes are logged. The others follow from them or are internal. */
const LOGGED = [
  "name",
  "phone",
  "whatsapp_number",
  "fax",
  "is_business",
  "description",
  "website",
  "tax_id",
  "external_id",
  "photo_url",
  "discount_rate",
  "preferred_shipping",
  "customer_since",
  "is_active",
  "notes",
] as const

type Logged = Record<(typeof LOGGED)[number], unknown>

/** The URL of a file that may be deleted. */
const WITHOUT_VALUES = ["photo_url"]

/** The changes of a profile, in the API's field names (contract R29). */
export const profileChanges = (before: Logged, after: Logged): FieldChange[] =>
  fieldChanges(before, after, LOGGED, WITHOUT_VALUES)
