import { formats } from "../../src/admin/lib/format"

test.each([
  ["en", 0, "usd", "$0"],
  ["en", 0.5, "usd", "$0.50"],
  ["en", -2, "usd", "-$2"],
  ["en", 1500, "usd", "$1.5K"],
  ["en", 0.025, "kwd", "KWD\u00a00.025"],
  ["en", 800, "jpy", "¥800"],
  ["de", 0.5, "eur", "0,50\u00a0€"],
  ["de", 1500, "eur", "1.500\u00a0€"],
])("R66: an axis in %s writes %d %s as %s", (locale, value, currency, text) => {
  expect(formats(locale).compactMoney(value, currency)).toBe(text)
})
