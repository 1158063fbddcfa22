import fs from "node:fs"
import path from "node:path"
import { contractRows } from "../../scripts/lib/contract-table.cjs"
import { testTitles } from "../../scripts/lib/test-titles.cjs"

const ROOT = path.join(__dirname, "../..")

const ids = (letter: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${letter}${first + index}`)

/** The contract's rows. The numbers between these ranges were never used. */
const EXPECTED = [
  ...ids("R", 1, 24),
  ...["R24a", "R24b", "R24c", "R24d"],
  ...ids("R", 25, 36),
  ...ids("R", 40, 50),
  ...ids("R", 60, 72),
  ...ids("M", 1, 76),
]

const rows = contractRows()
const titles = testTitles()
const proven = new Set(titles.flatMap((test) => test.rows))

it("every R and M number of the contract is one row of docs/contract.md", () => {
  expect(rows.map((row) => row.id)).toEqual(EXPECTED)
})

it("every row has a requirement in words, one of the three states, and says where unless nothing is there yet", () => {
  const wrong = rows.filter(
    ({ requirement, state, where }) =>
      !/^[A-Z].{20,}\.$/.test(requirement) || !(state === "not yet" || (/^(done|part)$/.test(state) && where !== "")),
  )
  expect(wrong.map((row) => row.id)).toEqual([])
})

it("a test names every row that is done or partly done, and no row that is not yet there", () => {
  const wrong = rows.filter(({ id, state }) => proven.has(id) !== (state !== "not yet"))
  expect(wrong.map((row) => row.id)).toEqual([])
})

it("every row that a test names is one of docs/contract.md", () => {
  const known = new Set(rows.map(({ id }) => id))
  const wrong = titles.filter((test) => !test.rows.every((id) => known.has(id)))
  expect(wrong.map(({ file, title }) => `${file} "${title}"`)).toEqual([])
})

/** Expands `src/{a,b}.ts` to `src/a.ts` and `src/b.ts`. */
function expanded(name: string): string[] {
  const [, before, choices, after] = /^(.*)\{([^}]+)\}(.*)$/.exec(name) ?? []
  return choices === undefined ? [name] : choices.split(",").map((one) => `${before}${one}${after}`)
}

it("every file that docs/contract.md names is there", () => {
  const named = rows.flatMap(({ where }) => [...where.matchAll(/`((?:src|scripts)\/[^`]+)`/g)])
  const missing = named
    .flatMap(([, name = ""]) => expanded(name))
    .filter((name) => !fs.existsSync(path.join(ROOT, name)))
  expect(missing).toEqual([])
})

type Proof = { file: string; title: string }

/** Titles of tests and of their describes, with their files. */
const known = new Set(titles.flatMap(({ file, title }) => title.split(" › ").map((part) => `${file} ${part}`)))
const exists = ({ file, title }: Proof) => known.has(`${file} ${title}`)

type Line = { item: string; ids: string[]; proof: string; proofs: Proof[] }

/** The lines of docs/documents.md. A test without a file is in the file that its section names. */
function readLines(): Line[] {
  const [, ...sections] = fs.readFileSync(path.join(ROOT, "docs/documents.md"), "utf8").split("\n## ")
  return sections.flatMap((section) => {
    const own = /^Tests: `([^`]+)`/m.exec(section)?.[1] ?? ""
    return section.split("\n").flatMap((line) => {
      const [, item, , ids, proof] = line.split(" | ").length === 4 ? ["", ...line.split(" | ")] : []
      if (!item || !ids || !proof || !/^R\d/.test(ids)) {
        return []
      }
      const proofs = [...proof.matchAll(/(?:`([^`]+\.ts)` )?"([^"]+)"/g)].map(([, file, title]) => ({
        file: file ?? own,
        title: title ?? "",
      }))
      return [
        { item: `${section.slice(0, 2)} ${item}`, ids: ids.split(", "), proof: proof.replace(/ \|$/, ""), proofs },
      ]
    })
  })
}

describe("docs/documents.md", () => {
  const lines = readLines()

  it("has lines for each of the five documents, each with rows of the contract", () => {
    expect([...new Set(lines.map(({ item }) => item.slice(0, 2)))]).toEqual(["S0", "S1", "S2", "S3", "S4"])
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter(({ ids }) => !ids.every((id) => EXPECTED.includes(id)))).toEqual([])
  })

  it("names tests that exist under that title, one of which begins with a row of its line", () => {
    const proven = lines.filter(({ proof }) => !/^not (yet|offered)$/.test(proof))
    const wrong = proven.filter(
      ({ ids, proofs }) =>
        !proofs.every(exists) || !proofs.some(({ title }) => ids.some((id) => new RegExp(`\\b${id}\\b`).test(title))),
    )
    expect(wrong.map(({ item }) => item)).toEqual([])
  })

  it("lists nothing as missing that docs/contract.md has as done", () => {
    const done = new Set(rows.filter(({ state }) => state === "done").map(({ id }) => id))
    const late = lines.filter(({ proof, ids }) => proof === "not yet" && ids.every((id) => done.has(id)))
    expect(late.map(({ item }) => item)).toEqual([])
  })
})
