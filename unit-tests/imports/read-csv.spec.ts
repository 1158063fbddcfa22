import * as fc from "fast-check"
import { customerColumns } from "../../src/workflows/imports/customer-columns"
import { pointsColumns } from "../../src/workflows/imports/points-rows"
import { PRESETS } from "../../src/workflows/imports/presets/all-presets"
import { type Columns, type CsvLine, MAX_ROWS, readCsv } from "../../src/workflows/imports/read-csv"

const COLUMNS = { known: ["email", "points", "note"], required: ["email", "points"], ignored: ["line"] }

async function* chunksOf(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === "string" ? Buffer.from(part) : part
}

async function read(...parts: (string | Uint8Array)[]): Promise<CsvLine[]> {
  const lines: CsvLine[] = []
  for await (const chunk of readCsv(chunksOf(...parts), COLUMNS)) lines.push(...chunk)
  return lines
}

const cells = async (...parts: (string | Uint8Array)[]) => (await read(...parts)).map((one) => one.cells)

const ANN = { email: "ann@example.com", points: "5" }

test.each<[string, (string | Uint8Array)[]]>([
  ["commas", ["email,points\nann@example.com,5\n"]],
  ["semicolons, as spreadsheets of some languages write them", ["email;points\r\nann@example.com;5\r\n"]],
  ["tabs", ["email\tpoints\nann@example.com\t5"]],
  ["a byte order mark", ["\uFEFFemail,points\nann@example.com,5\n"]],
  [
    "other columns in another order and case, with spaces",
    ["Points, E-Mail \n".replace("E-Mail", "EMAIL"), "5 , ann@example.com\n"],
  ],
  ["quotes", ['"email","points"\n"ann@example.com","5"\n']],
  ["ends of lines of old Macs", ["email,points\rann@example.com,5\r"]],
  ["empty lines, and lines of nothing but commas", ["\n\nemail,points\n\nann@example.com,5\n,\n\n"]],
  ["a column that our own files have", ["line,email,points\n7,ann@example.com,5\n"]],
  ["pieces that end in the middle of a character and of a line", ["ema", "il,poi", "nts\nann@exa", "mple.com,5"]],
])("R49: a file with %s is read", async (_what, parts) => {
  expect(await cells(...parts)).toEqual([ANN])
})

test("R49: a letter whose bytes are in two pieces stays whole", async () => {
  const bytes = Buffer.from("email,points,note\nann@example.com,5,Grüße\n")
  const at = bytes.indexOf("ü") + 1
  expect(await cells(bytes.subarray(0, at), bytes.subarray(at))).toEqual([{ ...ANN, note: "Grüße" }])
})

test("R49: lines are counted as an editor counts them, also below a cell of several lines", async () => {
  const lines = await read('email,points,note\na@example.com,1,"one\ntwo"\n\nb@example.com,2,\n')
  expect(lines.map(({ line, cells: { email } }) => [line, email])).toEqual([
    [2, "a@example.com"],
    [5, "b@example.com"],
  ])
})

// csv-parse counts CR and LF in a cell as two lines, and so an end of a line that differs from the file's first one.
test.each([
  [
    "Windows' ends of lines in a cell",
    'email,points,note\r\na@example.com,1,"one\r\ntwo\r\nthree"\r\nb@example.com,2,\r\n',
  ],
  [
    "Windows' ends of lines in a cell of the header",
    '"email",points,note\na@example.com,1,"one\r\n\r\nthree"\nb@example.com,2,\n',
  ],
  [
    "a line of nothing but Windows' ends of lines",
    'email,points,note\r\na@example.com,1,\r\n"\r\n",,\r\nb@example.com,2,\r\n',
  ],
  [
    "Windows' ends of lines below another header",
    "email,points,note\na@example.com,1,\r\n\r\n\r\nb@example.com,2,\r\n",
  ],
])("M70: lines are counted as an editor counts them, also with %s", async (_what, csv) => {
  const lines = await read(csv)
  expect(lines.map(({ line, cells: { email } }) => [line, email])).toEqual([
    [2, "a@example.com"],
    [5, "b@example.com"],
  ])
  // Also where a piece ends between CR and LF.
  expect(await read(...csv.split(/(?<=\r)/))).toEqual(lines)
})

test("R49: a line with more or fewer cells than the header has says so, and the others are read", async () => {
  const lines = await read("email,points\na@example.com\nb@example.com,2,3,4\nc@example.com,3\n")
  expect(lines.map(({ problem }) => problem)).toEqual([
    "has 1 cells, where the header has 2",
    "has 4 cells, where the header has 2",
    null,
  ])
})

test("M40: an apostrophe that an export puts before a formula is taken off again", async () => {
  expect(await cells("email,points,note\n'+ann@example.com,5,'tis\n")).toEqual([
    { email: "+ann@example.com", points: "5", note: "'tis" },
  ])
})

test.each<[string, (string | Uint8Array)[], RegExp]>([
  ["nothing", [""], /^file: is empty$/],
  ["blanks", [" \n \n"], /^file: is empty$/],
  ["a header alone", ["email,points\n"], /^file: has no rows below the header$/],
  [
    "no header",
    ["ann@example.com,5\n"],
    /^file: has the unknown columns "ann@example.com", "5"; each column must be one of email/,
  ],
  ["an unknown column", ["email,points,colour\na,1,x"], /^file: has the unknown columns "colour"/],
  ["a column twice", ["email,points,Email\na,1,b"], /^file: has the columns "email" twice$/],
  ["a column too few", ["email,note\na,b"], /^file: lacks the columns "points"$/],
  ["NUL characters", ["email,points\nann\0@example.com,5"], /^file: has NUL characters/],
  ["Latin 1", [Buffer.from("email,points,note\na@example.com,1,Gr\xfc\xdfe\n", "latin1")], /^file: is not in UTF-8/],
  ["UTF-16", [Buffer.from("\uFEFFemail,points\na@example.com,1\n", "utf16le")], /^file: is not in UTF-8/],
  [
    "an end in the middle of a character",
    [Buffer.from("email,points\nü", "utf8").subarray(0, -1)],
    /^file: is not in UTF-8/,
  ],
  [
    "a quote that is not closed",
    ['email,points\n"ann@example.com,5\nb@example.com,6\n'],
    /^file: has a quote that is not closed$/,
  ],
  ["a quote inside a cell", ['email,points\nann@example.com,"5"6\n'], /^file: line 2 has a quote inside a cell/],
  ["text behind a quoted cell", ['email,points\nann@example.com,"5" 6\n'], /^file: line 2 has a quote inside a cell/],
])("R49: a file with %s is refused in words", async (_what, parts, message) => {
  await expect(read(...parts)).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(message),
  })
})

// Guard: toRefusal, which translates each error of csv-parse. The line is part of the table's primary key.
test("R49: any text is read or refused in words, and no two rows have the same line", async () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab1@,;\t\r\n\" '="), maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("email,points\n", "email;points\r\n", "email\tpoints\r"),
      text,
      async (head, rest) => {
        const lines = await read(head, rest).catch((error: { code?: string }) => {
          if (error.code !== "invalid_request") throw error
          return []
        })
        const numbers = lines.map(({ line }) => line)
        expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other))
      },
    ),
    { numRuns: 1000 },
  )
})

// Guards: `measured`; the bound in readHead. A larger file would only make the test slow without them.
// The parser's own bound counts the characters of cells: a line of separators has none, and would become an array of
// 50 million cells.
test.each([
  ["letters below the header", "email,points\n", "a"],
  ["letters in place of it", "", "a"],
  ["separators below the header", "email,points\n", ","],
  ["separators in place of it", "", ","],
  ["empty cells in quotes", "email,points\n", '"",'],
  ["separators and cells of one end of a line each", "email,points\n", `"\n"${",".repeat(8192)}`],
])("M44, M70: a line of 4 MB of %s is refused long before its end", async (_where, start, filling) => {
  let given = 0
  async function* endless() {
    yield Buffer.from(start)
    const piece = Buffer.from(filling.repeat(Math.ceil(16_384 / filling.length)))
    for (; given < 4 * 1024 * 1024; given += piece.length) yield piece
  }
  const reading = (async () => {
    for await (const _chunk of readCsv(endless(), COLUMNS)) {
      // No chunk arrives.
    }
  })()
  await expect(reading).rejects.toMatchObject({
    message: expect.stringMatching(/^file: line [12] is longer than/),
  })
  expect(given).toBeLessThan(2 * 1024 * 1024)
})

// Guard: MAX_ROWS in readCsv.
test("M70: a file of a million rows is refused at the bound, a piece at a time", async () => {
  let given = 0
  async function* million() {
    yield Buffer.from("email,points\n")
    for (; given < 1_000_000; given += 1000) {
      yield Buffer.from(Array.from({ length: 1000 }, (_one, n) => `a${given + n}@example.com,1\n`).join(""))
    }
  }
  let read = 0
  const reading = (async () => {
    for await (const chunk of readCsv(million(), COLUMNS)) read += chunk.length
  })()
  await expect(reading).rejects.toMatchObject({ message: `file: has more than ${MAX_ROWS} rows; divide it` })
  expect(read).toBe(MAX_ROWS)
  expect(given).toBeLessThan(MAX_ROWS * 1.5)
})

describe("presets", () => {
  const KNOWN: Record<string, Columns> = { points: pointsColumns, customers: customerColumns }

  const readAs = async (preset: keyof typeof PRESETS, csv: string) => {
    const { kind, columns } = PRESETS[preset]
    const lines: CsvLine[] = []
    for await (const chunk of readCsv(chunksOf(csv), KNOWN[kind] as Columns, columns)) lines.push(...chunk)
    return lines.map((one) => one.cells)
  }

  test("R49: Yotpo's file is read with its own columns, and the others are ignored", async () => {
    const csv =
      "Full Name,First Name,Last Name,Email,Points Balance,Points Spent\nAnn Lee,Ann,Lee,ann@example.com,5,7\n"
    expect(await readAs("yotpo", csv)).toEqual([ANN])
  })

  test("R49: Shopify's file is read with its own columns, also with an apostrophe before a telephone number", async () => {
    const header =
      "First Name,Last Name,Email,Company,Address1,City,Province,Country,Country Code,Zip,Phone,Total Spent"
    const csv = `${header}\nAnn,Lee,ann@example.com,Acme,Way 1,Bonn,,Germany,DE,53111,'+4930901820,12.00\n`
    expect(await readAs("shopify", csv)).toEqual([
      {
        ...{
          first_name: "Ann",
          last_name: "Lee",
          email: "ann@example.com",
          company_name: "Acme",
          phone: "+4930901820",
        },
        ...{
          billing_address_1: "Way 1",
          billing_city: "Bonn",
          billing_country_code: "DE",
          billing_postal_code: "53111",
        },
      },
    ])
  })

  test("R49: a preset's file without a column that the kind needs is refused by the service's name of it", async () => {
    await expect(readAs("yotpo", "Email\nann@example.com\n")).rejects.toThrow(
      'file: lacks the columns "points balance" of this preset',
    )
    await expect(readAs("shopify", "Colour\nred\n")).rejects.toThrow("file: has none of the columns of this preset")
  })

  test("R49: each preset brings columns that its kind knows", () => {
    for (const { kind, columns } of Object.values(PRESETS)) {
      expect(Object.values(columns).filter((column) => !KNOWN[kind]?.known.includes(column))).toEqual([])
    }
  })
})
