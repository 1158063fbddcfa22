import { useMemo } from "react"
import { useTranslation } from "react-i18next"

/** Medusa names languages as "ptBR"; Intl wants "pt-BR". */
const localeOf = (language: string) => language.replace(/^([a-z]{2})([A-Z]{2})$/, "$1-$2")

/** Numbers, money and days as the language of the dashboard writes them. */
export function useFormat() {
  const { i18n } = useTranslation()
  return useMemo(() => formats(localeOf(i18n.language)), [i18n.language])
}

/** The formats of a locale of Intl. */
export function formats(locale: string) {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" })
  // A calendar day is the same everywhere.
  const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" })
  const shortDay = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" })
  const compact = new Intl.NumberFormat(locale, { notation: "compact", useGrouping: true })
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" })
  const whole = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero" })
  return {
    number: (value: number) => whole.format(value),
    /** A share from 0 to 1. */
    percent: (value: number) => percent.format(value),
    signed: (value: number) => signed.format(value),
    /** As short as it can be, for an axis. */
    compact: (value: number) => compact.format(value),
    /** "$0.50", "$2", "$1.5K". */
    compactMoney: (value: number, currency: string) =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency: currency.toUpperCase(),
        ...(Math.abs(value) < 1000
          ? { trailingZeroDisplay: "stripIfInteger" }
          : // German writes thousands in full.
            { notation: "compact", useGrouping: true, minimumFractionDigits: 0 }),
      }).format(value),
    money: (value: number, currency: string) =>
      new Intl.NumberFormat(locale, { style: "currency", currency: currency.toUpperCase() }).format(value),
    /** A month of a calendar, "YYYY-MM". */
    month: (value: string) => month.format(new Date(`${value}-01T00:00:00Z`)),
    /** A moment, as a day in the reader's own time zone. */
    day: (moment: string | Date) => day.format(new Date(moment)),
    /** Day and time in the reader's own time zone. */
    moment: (at: string | Date) => moment.format(new Date(at)),
    /** A day of a calendar, "YYYY-MM-DD". */
    calendarDay: (date: string) => calendarDay.format(new Date(`${date}T00:00:00Z`)),
    /** The same without the year. */
    shortDay: (date: string) => shortDay.format(new Date(`${date}T00:00:00Z`)),
  }
}
