import { alpha2ToAlpha3, getSimpleAlpha2Code, registerLocale, toAlpha2 } from "i18n-iso-countries"
import en from "i18n-iso-countries/langs/en.json"
import es from "i18n-iso-countries/langs/es.json"
import fr from "i18n-iso-countries/langs/fr.json"

const LANGUAGES = [en, es, fr]
for (const language of LANGUAGES) {
  registerLocale(language)
}

/**
 * The country that a code (ISO 3166-1: two letters, three letters or three digits) or a name (English, Spanish or French, also
 * usual short forms, any case, with or without accents) means (CONTRACT R4).
 *
 * @returns ISO 3166-1 alpha-2 in lower case, as Medusa writes it; `null` where no country is meant
 */
export function parseCountry(input: string): string | null {
  const given = input.trim().replaceAll("’", "'")
  const code = toAlpha2(given.toUpperCase())
  // The library passes on two letters that are nobody's code.
  if (code && alpha2ToAlpha3(code)) {
    return code.toLowerCase()
  }
  for (const { locale } of LANGUAGES) {
    const named = getSimpleAlpha2Code(given, locale)
    if (named) {
      return named.toLowerCase()
    }
  }
  return null
}
