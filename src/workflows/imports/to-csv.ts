import { stringify } from "csv-stringify/sync"
import { spreadsheetText } from "../../kernel/spreadsheet-text"

/** Lines of a CSV file. Text that a spreadsheet would run as a formula gets an apostrophe before it (contract M40). */
export const toCsv = (lines: readonly (readonly unknown[])[]): string =>
  stringify([...lines] as unknown[][], {
    escape_formulas: true,
    cast: {
      boolean: String,
      string: spreadsheetText,
      // The sign of a number does not start a formula.
      number: (value) => ({ value: String(value), escape_formulas: false }) as unknown as string,
    },
  })
