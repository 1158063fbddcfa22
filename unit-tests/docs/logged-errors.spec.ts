import fs from "node:fs"
import path from "node:path"

const root = path.join(__dirname, "../../src")
const files = fs
  .readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/^(admin|client)\b|kernel\/error-text/.test(file))
const textOf = (file: string) => fs.readFileSync(path.join(root, file), "utf8")

// An error's own words may have a statement with its values. Guard: `errorText` at any of these places.
it("M33: no line puts an error's own words into a text or a row that is kept", () => {
  const own =
    /\$\{[^}]*\b(?:error|err|reason|cause)(?: as Error\))?\.(?:message|stack|detail)\b|\$\{(?:error|err|cause)\}/
  const kept = /\b(?:message|reason): \(?error(?: as Error\))?\.(?:message|stack)/
  const found = files.flatMap((file) =>
    textOf(file)
      .split("\n")
      .filter((line) => own.test(line) || kept.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  // An answer to the client, and what a command says of its own configuration.
  expect(found.filter((line) => !/^api\/admin\/customers\/\[id\]\/photo\/receive\.ts:/.test(line))).toEqual([])
})

it("M33: Medusa gets only errors that may be logged from subscribers and scheduled jobs", () => {
  const entries = files.filter((file) => /^(jobs|subscribers)\//.test(file))
  expect(entries.length).toBeGreaterThan(20)
  expect(entries.filter((file) => !/^export default withLoggableErrors\(\w+\)$/m.test(textOf(file)))).toEqual([])
})
