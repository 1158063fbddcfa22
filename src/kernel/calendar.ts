/** A day of the calendar, `YYYY-MM-DD`. A due date is a day, not a time, so it has no time zone and no daylight saving. */
export type CalendarDate = string

/**
 * The calendar day of a time in a time zone.
 *
 * @param timeZone IANA name, as in option `credit.timeZone`
 * @throws RangeError for an unknown time zone
 */
export function localDate(moment: Date, timeZone: string): CalendarDate {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(moment)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ""
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`
}

/** Earliest day that a ledger accepts. PostgreSQL has no year 0, and no Medusa store is that old. */
export const FIRST_DAY: CalendarDate = "2000-01-01"

/**
 * Whether a time zone is known to this process by its IANA name. An offset is refused, because PostgreSQL reads it with the
 * opposite sign.
 */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && localDate(new Date(0), name) !== ""
  } catch {
    return false
  }
}
