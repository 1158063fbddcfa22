import type { CountryCode } from "libphonenumber-js"
import { lazy } from "./lazy"

/** With the numbering plans of all countries. */
const library = lazy(() => require("libphonenumber-js") as typeof import("libphonenumber-js"))

/** A telephone number as it is stored: E.164 for machines, what was typed for people. */
export type Phone = { e164: string; original: string }

/**
 * A telephone number in E.164, or in national form with the country it is from (contract R4). A national number must be
 * possible in its country's plan; one that names its country by `+` is taken as it is, as plans change and test systems
 * use unassigned numbers. The function does not check whether the number works.
 *
 * @param country ISO 3166-1 alpha-2, any case; needed for numbers that do not begin with `+`
 * @returns `null` where it is not a telephone number, or has an extension, which E.164 has no room for
 */
export function parsePhone(input: string, country?: string | null): Phone | null {
  const original = input.trim()
  const code = country?.toUpperCase()
  const home = code && library().isSupportedCountry(code) ? (code as CountryCode) : undefined
  const number = library().parsePhoneNumberFromString(original, { defaultCountry: home, extract: false })
  if (!number || number.ext || !(original.startsWith("+") || number.isPossible())) {
    return null
  }
  return { e164: number.number, original }
}
