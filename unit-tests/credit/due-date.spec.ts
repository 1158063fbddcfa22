import { isTimeZone, localDate } from "../../src/kernel/calendar"
import { AGING_BUCKETS, agingBucket, daysOverdue, dueOn } from "../../src/modules/credit/domain/due-date"

it.each([
  ["net_0", "2026-02-28", "2026-02-28"],
  ["net_30", "2026-01-31", "2026-03-02"],
  ["net_30", "2028-01-31", "2028-03-01"],
  ["net_1", "2028-02-28", "2028-02-29"],
  ["net_1", "2100-02-28", "2100-03-01"],
  ["net_120", "2026-12-31", "2027-04-30"],
  ["net_60", "2026-03-01", "2026-04-30"],
  ["eom", "2026-02-01", "2026-02-28"],
  ["eom", "2028-02-29", "2028-02-29"],
  ["eom", "2026-12-31", "2026-12-31"],
  [null, "2026-05-05", "2026-05-05"],
])("R24c: with %s an invoice of %s is due on %s", (terms, issued, due) => {
  expect(dueOn(terms, issued)).toBe(due)
})

it.each([
  ["UTC", "2026-12-31T23:30:00Z", "2026-12-31"],
  ["Europe/Berlin", "2026-12-31T23:30:00Z", "2027-01-01"],
  ["America/Los_Angeles", "2027-01-01T07:59:59Z", "2026-12-31"],
  ["Pacific/Kiritimati", "2026-06-30T10:00:00Z", "2026-07-01"],
  ["Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"],
  ["Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29"],
])("R24c: in %s, %s is the day %s", (zone, moment, day) => {
  expect(localDate(new Date(moment), zone)).toBe(day)
})

it("R24c: due dates over five years agree with counting days one by one, for eom and net terms", () => {
  for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2031, 0, 1); time += 24 * 60 * 60 * 1000) {
    const issued = new Date(time).toISOString().slice(0, 10)
    const end = dueOn("eom", issued)
    expect([end.slice(0, 7), dueOn("net_1", end).slice(8)]).toEqual([issued.slice(0, 7), "01"])
    expect(daysOverdue(issued, dueOn("net_45", issued))).toBe(45)
  }
})

it("an item is current up to its due date, and each bucket begins where the one before it ends", () => {
  expect(daysOverdue("2026-03-31", "2026-03-30")).toBe(0)
  expect(daysOverdue("2026-03-31", "2026-03-31")).toBe(0)
  // Daylight saving time begins between the two days.
  expect(daysOverdue("2026-03-28", "2026-03-30")).toBe(2)
  const edges = [0, 1, 30, 31, 60, 61, 90, 91, 4000].map(agingBucket)
  expect(edges).toEqual(["current", "d1_30", "d1_30", "d31_60", "d31_60", "d61_90", "d61_90", "d90_plus", "d90_plus"])
  expect(new Set(edges)).toEqual(new Set(AGING_BUCKETS))
})

it("R24c: an invalid time zone is refused by name", () => {
  // PostgreSQL reads the sign of an offset the other way round.
  expect(["UTC", "Asia/Kathmandu", "Mars/Olympus", "", "+02:00", "-0500"].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
