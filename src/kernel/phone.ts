import type { CountryCode } from "libphonenumber-js"
import { lazy } from "./lazy"

/** With the numbering plans of all countries. */
const library = lazy(() => require("libphonenumber-js") as typeof import("libphonenumber-js"))

/** A stored telephone number: E.164 for machines, the typed text for people. */
export type Phone = { e164: string; original: string }

/**
 * Parses a telephone number in E.164, or in national form with its country (contract R4). A national number must be
 * possible in its country's numbering plan. A number with `+` is accepted as it is, because plans change and test systems
 * use unassigned numbers. The function does not check whether the number works.
 *
 * @param country ISO 3166-1 alpha-2, any case; required for numbers without `+`
 * @returns `null` for an invalid number, or one with an extension, which E.164 cannot express
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
