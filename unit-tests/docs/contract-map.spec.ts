import fs from "node:fs"
import path from "node:path"

const ROOT = path.join(__dirname, "../..")
const PAGE = fs.readFileSync(path.join(ROOT, "docs/contract.md"), "utf8")

const ids = (letter: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${letter}${first + index}`)

/** The contract's rows. Numbers in between were never given. */
const EXPECTED = [...ids("R", 1, 36), ...ids("R", 40, 50), ...ids("R", 60, 72), ...ids("M", 1, 76)]

type Proof = { file: string; title: string }
type Row = { id: string; state: string; where: string; proofs: Proof[] }

function readRows(): Row[] {
  return PAGE.split("\n").flatMap((line) => {
    const [, id, , state, where, proof] = line.split("|").map((cell) => cell.trim())
    if (!id || !/^[RM]\d+$/.test(id)) {
      return []
    }
    const proofs = [...(proof ?? "").matchAll(/`([^`]+\.ts)` "([^"]+)"/g)].map(([, file, title]) => ({
      file: file ?? "",
      title: title ?? "",
    }))
    return [{ id, state: state ?? "", where: where ?? "", proofs }]
  })
}

const rows = readRows()

it("every R and M number of the contract is one row of docs/contract.md", () => {
  expect(rows.map((row) => row.id)).toEqual(EXPECTED)
})

it("every row has one of the three states, and says where and by which test unless nothing is there yet", () => {
  const wrong = rows.filter(({ state, where, proofs }) =>
    state === "not yet" ? proofs.length > 0 : !/^(done|part)$/.test(state) || proofs.length === 0 || where === "",
  )
  expect(wrong.map((row) => row.id)).toEqual([])
})

function exists({ file, title }: Proof): boolean {
  const place = path.join(ROOT, file)
  const source = fs.existsSync(place) ? fs.readFileSync(place, "utf8") : ""
  return [`"${title}"`, `\`${title}\``].some((text) => source.includes(text))
}

it("every test that docs/contract.md names as a proof exists, with that title", () => {
  const missing = rows.flatMap(({ id, proofs }) =>
    proofs.filter((proof) => !exists(proof)).map(({ file, title }) => `${id}: ${file} "${title}"`),
  )
  expect(missing).toEqual([])
})

type Line = { item: string; ids: string[]; proof: string; proofs: Proof[] }

/** The lines of docs/documents.md. A test that is named without a file is in the one that its section names. */
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

  it("says of nothing that it is not yet there if docs/contract.md has it as done", () => {
    const done = new Set(rows.filter(({ state }) => state === "done").map(({ id }) => id))
    const late = lines.filter(({ proof, ids }) => proof === "not yet" && ids.every((id) => done.has(id)))
    expect(late.map(({ item }) => item)).toEqual([])
  })
})
