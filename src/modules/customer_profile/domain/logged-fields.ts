import { type FieldChange, fieldChanges } from "../../../kernel/change-log"

/** Fields whose changes are kept; the others follow from them or are ours alone. */
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

/** Address of a file that may be gone. */
const WITHOUT_VALUES = ["photo_url"]

/** What of a profile changed, in words of the API (contract R29). */
export const profileChanges = (before: Logged, after: Logged): FieldChange[] =>
  fieldChanges(before, after, LOGGED, WITHOUT_VALUES)
