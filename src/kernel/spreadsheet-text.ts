/** What begins a formula, also in full width. Apostrophes before it belong to the text. */
const FORMULA = "'*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]"
/** At the beginning of a cell csv-stringify takes these for one, too. */
const FORMULA_OR_BLANK = FORMULA.replace("@", "@\\t\\r")

/** Spreadsheets of some languages divide cells by semicolons. */
const NEXT_CELL = new RegExp(`([;\\t\\r\\n]\\s*)(?=${FORMULA})`, "g")
const OWN_APOSTROPHE = new RegExp(`^(?='${FORMULA_OR_BLANK})`)

/**
 * Text for a cell of a CSV file. A spreadsheet must find no formula after a character that it takes for the end of the cell
 * (contract M40): such a formula gets an apostrophe. csv-stringify's `escape_formulas` handles the beginning of the cell.
 * Where the text has an apostrophe there itself, it gets another one, so that {@link fromSpreadsheetText} finds the text
 * again.
 */
export const spreadsheetText = (text: string): string => text.replace(NEXT_CELL, "$1'").replace(OWN_APOSTROPHE, "'")

const FIRST_ADDED = new RegExp(`^'(?=${FORMULA_OR_BLANK})`)
const NEXT_ADDED = new RegExp(`([;\\t\\r\\n]\\s*)'(?=${FORMULA})`, "g")

/** The text of a cell that {@link spreadsheetText} and `escape_formulas` have written. */
export const fromSpreadsheetText = (cell: string): string => cell.replace(FIRST_ADDED, "").replace(NEXT_ADDED, "$1")
