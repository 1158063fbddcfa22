import fs from "node:fs"
import path from "node:path"

const root = path.join(__dirname, "../../src/workflows")
const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"))

// Guard: a row of the table of ADR 0052.
it("ADR 0052 lists every room of the workflows", () => {
  const adr = fs.readFileSync(path.join(__dirname, "../../docs/adr/0052-rooms-of-the-workflows.md"), "utf8")
  const rooms = files.filter((file) => file.includes(path.sep)).map((file) => file.split(path.sep))
  const names = rooms.map(([area, topic]) => (/^(shared|credit)$/.test(area ?? "") ? `${area}/${topic}` : `${area}`))
  expect([...new Set(names)].filter((name) => !adr.includes(`\`${name}\``))).toEqual([])
})
