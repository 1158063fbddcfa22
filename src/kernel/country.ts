import type { LocaleData } from "i18n-iso-countries"
import { lazy } from "./lazy"

const library = lazy(() => require("i18n-iso-countries") as typeof import("i18n-iso-countries"))

/**
 * Common names of countries that no official list has. The parts of the United Kingdom have no code of their own in ISO
 * 3166-1.
 */
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  GB: ["england", "scotland", "wales", "northern ireland", "great britain", "britain", "uk"],
  NL: ["holland", "the netherlands"],
  US: ["america", "united states", "the united states", "usa", "us", "estados unidos", "etats unis"],
  CD: ["dr congo", "drc", "democratic republic of congo", "congo kinshasa", "congo dr"],
  CG: ["congo brazzaville", "republic of congo", "congo republic"],
  AE: ["uae", "emirates"],
  KR: ["south korea", "korea"],
  KP: ["north korea"],
  CZ: ["czechia", "czech republic"],
  MK: ["macedonia"],
  TR: ["turkey", "turkiye"],
  MM: ["burma"],
  SZ: ["swaziland"],
  CV: ["cape verde"],
  TL: ["east timor"],
  CI: ["ivory coast"],
  VA: ["vatican", "vatican city"],
  PS: ["palestine"],
  BA: ["bosnia"],
}

/** Normalises a name: no case, accents and punctuation. */
function keyOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\p{M}.]/gu, "")
    .toLowerCase()
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()
}

function addNames(names: Map<string, string>, { countries }: LocaleData): void {
  for (const [code, given] of Object.entries(countries)) {
    for (const name of [given].flat()) {
      const key = keyOf(name)
      if (key !== "" && !names.has(key)) {
        names.set(key, code)
      }
    }
  }
}

const languageFile = (language: string) => require(`i18n-iso-countries/langs/${language}.json`) as LocaleData

const englishNames = lazy(() => {
  const names = new Map(Object.entries(SHORT_NAMES).flatMap(([code, short]) => short.map((name) => [name, code])))
  addNames(names, languageFile("en"))
  return names
})

/** Some 25,000 names in all languages of the library. If two languages disagree, the first in this order counts. */
const allNames = lazy(() => {
  const names = new Map(englishNames())
  const first = ["es", "fr", "de", "it", "pt", "nl"]
  const others = library()
    .getSupportedLanguages()
    .filter((language) => language !== "en" && !first.includes(language))
  for (const language of [...first, ...others.sort()]) {
    addNames(names, languageFile(language))
  }
  return names
})

/**
 * The country of a code (ISO 3166-1: two letters, three letters or three digits) or a name: in any language of the library
 * `i18n-iso-countries`, or a usual English short form, in any case, with or without accents (contract R4).
 *
 * @returns ISO 3166-1 alpha-2 in lower case, as Medusa writes it; `null` for an unknown country
 */
export function parseCountry(input: string): string | null {
  const code = library().toAlpha2(input.trim().toUpperCase())
  // The library also accepts two letters that are not a country code.
  if (code && library().alpha2ToAlpha3(code)) {
    return code.toLowerCase()
  }
  const key = keyOf(input)
  return (englishNames().get(key) ?? allNames().get(key))?.toLowerCase() ?? null
}
