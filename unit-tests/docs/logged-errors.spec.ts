import fs from "node:fs"
import path from "node:path"

const root = path.join(__dirname, "../../src")
const files = fs
  .readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/^(admin|client)\b|kernel\/error-text/.test(file))
const textOf = (file: string) => fs.readFileSync(path.join(root, file), "utf8")

// The message of an error may contain a statement with its values. Guard: `errorText` in each of these places.
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
  // The exception answers a client, and keeps nothing.
  expect(found.filter((line) => !/^api\/admin\/customers\/\[id\]\/photo\/receive\.ts:/.test(line))).toEqual([])
})

it("M33: Medusa gets only errors that may be logged from subscribers and scheduled jobs", () => {
  const entries = files.filter((file) => /^(jobs|subscribers)\//.test(file))
  expect(entries.length).toBeGreaterThan(20)
  expect(entries.filter((file) => !/^export default withLoggableErrors\(\w+\)$/m.test(textOf(file)))).toEqual([])
})
