import type { Profile } from "./profile"

/** The lines of text that the form has, by their names in the API. */
export const TEXTS = [
  "company_name",
  "tax_id",
  "external_id",
  "website",
  "whatsapp_number",
  "fax",
  "preferred_shipping",
  "discount_rate",
  "customer_since",
  "description",
  "notes",
] as const
export type TextField = (typeof TEXTS)[number]

export type ProfileForm = Record<TextField | "name", string> & { is_business: boolean; is_active: boolean }

/** The profile as the form shows it. An unknown value is an empty text. */
export function formOf(profile: Profile): ProfileForm {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, String(profile[field] ?? "")]))
  return {
    ...(texts as Record<TextField, string>),
    name: profile.name ?? "",
    customer_since: profile.customer_since.slice(0, 10),
    is_business: profile.is_business,
    is_active: profile.is_active,
  }
}

/**
 * The fields that changed since the form was opened. Only they are sent, so that other changes are not overwritten. An emptied
 * text is `null`.
 */
export function changesOf(before: ProfileForm, now: ProfileForm): Record<string, string | boolean | null> {
  const fields = Object.keys(now) as (keyof ProfileForm)[]
  const changed = fields.filter((field) => now[field] !== before[field])
  return Object.fromEntries(changed.map((field) => [field, now[field] === "" ? null : now[field]]))
}
