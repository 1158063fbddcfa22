import { spreadsheetText } from "../../src/kernel/spreadsheet-text"

test.each([
  ["a;=1+1", "a;'=1+1"],
  ["a; \t+1;@x", "a; \t'+1;'@x"],
  ["a\n-1\r\n＝1", "a\n'-1\r\n'＝1"],
  ["=1", "=1"],
  ["Bo; Ida = 2; 5 + 3", "Bo; Ida = 2; 5 + 3"],
])("M40: %j is %j in a cell", (text, inert) => {
  expect(spreadsheetText(text)).toBe(inert)
})
