import fs from "node:fs"
import path from "node:path"
import { earning } from "../../../examples/earning"
import { openPointsStore, type PointsStore, trialBalance } from "../points/store"

const GOLDEN = path.join(__dirname, "../../../examples/earning.out")

let store: PointsStore

beforeAll(async () => {
  store = await openPointsStore()
})
afterAll(async () => {
  await store.close()
})

async function told(): Promise<string> {
  const lines: string[] = []
  await earning(store.points, (line) => lines.push(line))
  return `${lines.join("\n")}\n`
}

it("M1: the example examples/earning.ts prints the committed output, even a second time, and the figures agree", async () => {
  const first = await told()
  if (process.env.UPDATE_EXAMPLES === "1") {
    fs.writeFileSync(GOLDEN, first)
  }
  expect(first).toBe(fs.readFileSync(GOLDEN, "utf8"))
  expect(await told()).toBe(first)
  expect(await trialBalance(store.points)).toEqual([])
})
