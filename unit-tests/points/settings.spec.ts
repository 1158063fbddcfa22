import fc from "fast-check"
import {
  currencyTerms,
  defaultSettings,
  isSettingKey,
  parseSetting,
  settingKeys,
  settingSchemas,
  settingsAt,
} from "../../src/modules/points/domain/settings"
import { at } from "./facts"

it("R30: every setting has a schema and a default that fits it", () => {
  expect([...settingKeys].sort()).toEqual(Object.keys(settingSchemas).sort())
  for (const key of settingKeys) {
    expect(parseSetting(key, defaultSettings[key])).toEqual({ ok: true, value: defaultSettings[key] })
  }
})

it.each(["constructor", "__proto__", "toString", "LOYALTY_POINTS_ENABLED", ""])("R30: %p is not a setting", (key) => {
  expect(isSettingKey(key)).toBe(false)
})

it.each([
  ["loyalty_points_enabled", "true", true],
  ["loyalty_points_per_currency_unit", "1.5", 1.5],
  ["loyalty_points_ttl_days", "null", null],
  ["loyalty_award_trigger", "either", "either"],
  ["loyalty_award_trigger", '"either"', "either"],
] as const)("R30: %s takes %p in its string form", (key, raw, value) => {
  expect(parseSetting(key, raw)).toEqual({ ok: true, value })
})

it("R30: the string form means the same as the value", () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.double({ noNaN: true, min: 0, max: 1000 }),
    fc.boolean(),
    fc.constant(null),
  )
  fc.assert(
    fc.property(fc.constantFrom(...settingKeys), value, (key, raw) => {
      const direct = parseSetting(key, raw)
      const text = parseSetting(key, JSON.stringify(raw))
      expect(text.ok).toBe(direct.ok)
      if (direct.ok && text.ok) {
        expect(text.value).toEqual(direct.value)
      }
    }),
  )
})

it("R34: the newest change that is not later is in force", () => {
  const log = [
    { key: "loyalty_pending_days" as const, value: 3, changed_at: at("2026-01-02T00:00:00") },
    { key: "loyalty_pending_days" as const, value: 5, changed_at: at("2026-01-04T00:00:00") },
  ]
  const days = (moment: string) => settingsAt(log, at(moment)).loyalty_pending_days
  expect([
    days("2026-01-01T00:00:00"),
    days("2026-01-02T00:00:00"),
    days("2026-01-03T00:00:00"),
    days("2027-01-01T00:00:00"),
  ]).toEqual([0, 3, 3, 5])
})

it("R30: the plain rates are the default currency's; another needs its own", () => {
  expect(currencyTerms(defaultSettings, "USD", "usd")?.points_per_currency_unit).toBe(1)
  expect(currencyTerms(defaultSettings, "eur", "usd")).toBeNull()
  const parsed = parseSetting("loyalty_currency_rates", {
    eur: { points_per_currency_unit: 2, points_per_currency_discount: 50 },
  })
  expect(
    parsed.ok && currencyTerms({ ...defaultSettings, loyalty_currency_rates: parsed.value }, "EUR", "usd"),
  ).toEqual({
    points_per_currency_unit: 2,
    points_per_currency_discount: 50,
    min_order_subtotal_to_earn: 0,
    min_checkout_total: 0,
  })
})
