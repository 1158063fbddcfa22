import fs from "node:fs"
import path from "node:path"

const ROOT = path.join(__dirname, "../..")
const PAGE = fs.readFileSync(path.join(ROOT, "docs/contract.md"), "utf8")

const ids = (letter: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${letter}${first + index}`)

/** The contract's rows. Numbers in between were never given. */
const EXPECTED = [...ids("R", 1, 27), ...ids("R", 30, 36), ...ids("R", 40, 50), ...ids("R", 60, 68), ...ids("M", 1, 43)]

type Row = { id: string; state: string; where: string; proofs: { file: string; title: string }[] }

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

it("every test that docs/contract.md names as a proof exists, with that title", () => {
  const missing = rows.flatMap(({ id, proofs }) =>
    proofs
      .filter(({ file, title }) => {
        const place = path.join(ROOT, file)
        const source = fs.existsSync(place) ? fs.readFileSync(place, "utf8") : ""
        return ![`"${title}"`, `\`${title}\``].some((text) => source.includes(text))
      })
      .map(({ file, title }) => `${id}: ${file} "${title}"`),
  )
  expect(missing).toEqual([])
})
