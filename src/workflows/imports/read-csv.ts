import { Readable } from "node:stream"
import { clienteleError } from "../../kernel/errors"
import { lazy } from "../../kernel/lazy"
import { oneOf } from "../../kernel/sentences"
import { fromSpreadsheetText } from "../../kernel/spreadsheet-text"

/** A line of a file. `cells`: the non-empty cells by column name. */
export type CsvLine = { line: number; cells: Record<string, string>; problem: string | null }

/** The columns of a file. `ignored` columns are allowed, because our own files have them. */
export type Columns = { known: readonly string[]; required: readonly string[]; ignored: readonly string[] }

/** Names of columns in lower case, and our columns for them. */
export type ColumnNames = Readonly<Record<string, string>>

/** Maximum lines of one file. Split a larger one. */
export const MAX_ROWS = 250_000

/** Far longer than a line with all columns full; 1,000 lines are in memory at once. */
const MAX_LINE = 16_384

/** Lines in one batch. */
const CHUNK = 1000

const MOST_NAMED = 20

const csvParse = lazy(() => require("csv-parse") as typeof import("csv-parse"))

const refused = (message: string) => clienteleError("invalid_request", `file: ${message}`)

/**
 * Reads a CSV file (RFC 4180) in UTF-8, some lines at a time. The header's separator (comma, semicolon or tab) is used for
 * all lines. Column names can be in any case. Empty lines are skipped. An apostrophe that our exports put before a formula
 * is removed.
 *
 * @param names of another service's file: our column for each of its columns. The others are ignored
 * @throws `invalid_request` on `file` with the line, for a file that is not readable or has another header
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  columns: Columns,
  names?: ColumnNames,
): AsyncGenerator<CsvLine[]> {
  const text = measured(decode(bytes))
  const head = await readHead(text)
  const parser = csvParse().parse({
    bom: true,
    delimiter: delimiterOf(head),
    info: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  })
  const source = Readable.from(rejoin(head, text), { objectMode: true })
  source.on("error", (error) => parser.destroy(error))
  source.pipe(parser)
  let header: string[] | undefined
  let lines: CsvLine[] = []
  let rows = 0
  try {
    for await (const { record, end } of filled(parser)) {
      if (!header) {
        header = headerOf(record, columns, names)
        continue
      }
      rows += 1
      if (rows > MAX_ROWS) {
        throw refused(`has more than ${MAX_ROWS} rows; divide it`)
      }
      lines.push(toLine(record, header, columns, end))
      if (lines.length === CHUNK) {
        yield lines
        lines = []
      }
    }
  } catch (error) {
    throw toRefusal(error)
  } finally {
    source.destroy()
  }
  if (rows === 0) {
    throw refused("has no rows below the header")
  }
  if (lines.length > 0) {
    yield lines
  }
}

/** Records with content, and the line at which each ends. The parser counts CR and LF in a cell as two ends of lines. */
async function* filled(
  records: AsyncIterable<{ record: string[]; info: { lines: number } }>,
): AsyncGenerator<{ record: string[]; end: number }> {
  let twice = 0
  for await (const { record, info } of records) {
    twice += endsIn(record, /\r\n/g)
    if (record.some((cell) => cell.trim() !== "")) {
      yield { record, end: info.lines - twice }
    }
  }
}

/** UTF-8 as text. The decoder removes a byte order mark. */
async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  try {
    for await (const chunk of bytes) {
      yield checked(decoder.decode(chunk, { stream: true }))
    }
    yield checked(decoder.decode())
  } catch (error) {
    const isEncoding = Object(error).code === "ERR_ENCODING_INVALID_ENCODED_DATA"
    throw isEncoding ? refused("is not in UTF-8; save it as CSV in UTF-8") : error
  }
}

function checked(text: string): string {
  if (text.includes("\0")) {
    throw refused("has NUL characters, so it is no CSV file")
  }
  return text
}

/** Text up to the end of the header, or up to the maximum line length. */
async function readHead(text: AsyncGenerator<string>): Promise<string> {
  let head = ""
  while (!/[\r\n]/.test(head.trimStart()) && head.length <= MAX_LINE) {
    const { value, done } = await text.next()
    if (done) {
      break
    }
    head += value
  }
  if (head.trim() === "") {
    throw refused("is empty")
  }
  return head
}

/** @throws on a line that is too long, before the parser holds it */
async function* measured(text: AsyncIterable<string>): AsyncGenerator<string> {
  const meter = new LineMeter()
  for await (const piece of text) {
    meter.add(piece)
    yield piece
  }
}

const [LF, CR, QUOTE] = [10, 13, 34]

/**
 * Measures lines. csv-parse's `max_record_size` counts the characters of cells only, so a line of 50 million separators has
 * no length for it, and becomes an array of 50 million cells.
 */
class LineMeter {
  #length = 0
  #line = 1
  /** Where the measured line begins: cells in quotes can have several. */
  #first = 1
  #isQuoted = false
  #last = 0

  add(text: string): void {
    for (let at = 0; at < text.length; at++) {
      this.#addOne(text.charCodeAt(at))
      if (this.#length > MAX_LINE) {
        throw refused(`line ${this.#first} is longer than ${MAX_LINE} characters`)
      }
    }
  }

  #addOne(character: number): void {
    this.#length += 1
    if (character === QUOTE) {
      this.#isQuoted = !this.#isQuoted
    } else if (character === LF || character === CR) {
      this.#endLine(character === LF && this.#last === CR)
    }
    this.#last = character
  }

  #endLine(isSecond: boolean): void {
    this.#line += isSecond ? 0 : 1
    if (!this.#isQuoted) {
      this.#length = 0
      this.#first = this.#line
    }
  }
}

async function* rejoin(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

function delimiterOf(head: string): string {
  const header = head.trimStart().split(/[\r\n]/, 1)[0] ?? ""
  const uses = (delimiter: string) => header.split(delimiter).length
  return [",", ";", "\t"].reduce((best, one) => (uses(one) > uses(best) ? one : best))
}

const quoted = (names: readonly string[]) =>
  names
    .slice(0, MOST_NAMED)
    .map((name) => `"${name.slice(0, 50)}"`)
    .join(", ")

/** A column that is ignored. */
const NONE = ""

function headerOf(record: readonly string[], columns: Columns, mapped: ColumnNames | undefined): string[] {
  const given = record.map((name) => name.trim().toLowerCase())
  return mapped ? mappedHeader(given, columns, mapped) : ownHeader(given, columns)
}

/** The columns of another service's file in our names. */
function mappedHeader(given: readonly string[], { required }: Columns, mapped: ColumnNames): string[] {
  const names = given.map((name) => (Object.hasOwn(mapped, name) ? (mapped[name] as string) : NONE))
  const missing = Object.entries(mapped).filter(([, name]) => required.includes(name) && !names.includes(name))
  if (missing.length > 0) {
    throw refused(`lacks the columns ${quoted(missing.map(([name]) => name))} of this preset`)
  }
  refuseTwice(names.filter((name) => name !== NONE))
  if (names.every((name) => name === NONE)) {
    throw refused("has none of the columns of this preset")
  }
  return names
}

function refuseTwice(names: readonly string[]): void {
  const twice = names.filter((name, place) => names.indexOf(name) !== place)
  if (twice.length > 0) {
    throw refused(`has the columns ${quoted(twice)} twice`)
  }
}

function ownHeader(names: string[], { known, required, ignored }: Columns): string[] {
  const unknown = names.filter((name) => !known.includes(name) && !ignored.includes(name))
  if (unknown.length > 0) {
    throw refused(`has the unknown columns ${quoted(unknown)}; each column ${oneOf(known)}`)
  }
  refuseTwice(names)
  const missing = required.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    throw refused(`lacks the columns ${quoted(missing)}`)
  }
  return names
}

const endsIn = (record: readonly string[], ends: RegExp) =>
  record.reduce((sum, cell) => sum + (cell.match(ends)?.length ?? 0), 0)

function toLine(record: readonly string[], names: readonly string[], { ignored }: Columns, end: number): CsvLine {
  const line = end - endsIn(record, /\r?\n|\r/g)
  const cells: Record<string, string> = {}
  for (const [place, name] of names.entries()) {
    const cell = fromSpreadsheetText(record[place] ?? "")
    if (cell !== "" && name !== NONE && !ignored.includes(name)) {
      cells[name] = cell
    }
  }
  const isRagged = record.length !== names.length
  return { line, cells, problem: isRagged ? `has ${record.length} cells, where the header has ${names.length}` : null }
}

/** csv-parse's errors in our words. */
function toRefusal(error: unknown): unknown {
  const { code, lines } = Object(error) as { code?: string; lines?: number }
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return refused("has a quote that is not closed")
    case "CSV_INVALID_CLOSING_QUOTE":
    case "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return refused(`line ${lines} has a quote inside a cell; double it, and put quotes around the cell`)
    default:
      return error
  }
}
