/** What begins a formula, also in full width. Before it the end of a cell, as spreadsheets of some languages divide cells by semicolons. */
const NEXT_CELL = /([;\t\r\n]\s*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

/**
 * Text for a cell of a CSV file, in which no spreadsheet finds a formula behind what it takes for the end of the cell (contract M40): an
 * apostrophe stands before it. The beginning of the cell is left to csv-stringify's `escape_formulas`.
 */
export const spreadsheetText = (text: string): string => text.replace(NEXT_CELL, "$1'")
