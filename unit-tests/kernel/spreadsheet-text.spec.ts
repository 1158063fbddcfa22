import { stringify } from "csv-stringify/sync"
import * as fc from "fast-check"
import { fromSpreadsheetText, spreadsheetText } from "../../src/kernel/spreadsheet-text"

test.each([
  ["a;=1+1", "a;'=1+1"],
  ["a; \t+1;@x", "a; \t'+1;'@x"],
  ["a\n-1\r\n＝1", "a\n'-1\r\n'＝1"],
  ["=1", "=1"],
  ["'=1", "''=1"],
  ["a;'=1", "a;''=1"],
  ["'tis", "'tis"],
  ["Bo; Ida = 2; 5 + 3", "Bo; Ida = 2; 5 + 3"],
])("M40: %j is %j in a cell", (text, inert) => {
  expect(spreadsheetText(text)).toBe(inert)
})

test("M40: every text comes back from a cell as it was, also one with apostrophes of its own", () => {
  const text = fc.string({ unit: fc.constantFrom(..."a'=+-@;\t\r\n ＝"), maxLength: 8 })
  const written = (one: string) => {
    const cell = stringify([[one]], { escape_formulas: true, cast: { string: spreadsheetText } }).slice(0, -1)
    return cell.startsWith('"') ? cell.slice(1, -1) : cell
  }
  fc.assert(
    fc.property(text, (one) => fromSpreadsheetText(written(one)) === one),
    { numRuns: 5000 },
  )
})
