import { jsonText } from "../../src/kernel/json-stream"
import { allOf, inPages } from "../../src/workflows/privacy/pages"

const rowsUpTo = (total: number, size: number, read: (rows: number) => void = () => undefined) =>
  inPages(size, async (after, take) => {
    const from = after === "" ? 0 : Number(after) + 1
    const page = Array.from({ length: Math.min(take, total - from) }, (_, n) => ({ id: String(from + n) }))
    read(page.length)
    return page
  })

it("M51: streamed JSON is what JSON.stringify writes, with lists of any length", async () => {
  for (const total of [0, 1, 9, 10, 11, 25]) {
    const plain = { at: new Date(0), gone: undefined, none: null, part: { list: [1], name: 'a "b"' } }
    const text = (await allOf(jsonText({ ...plain, rows: rowsUpTo(total, 10) }))).join("")
    expect(text).toBe(JSON.stringify({ ...plain, rows: await allOf(rowsUpTo(total, 10)) }))
  }
})

it("M51: a reader that stops after a chunk stops the reading of pages", async () => {
  let read = 0
  const rows = rowsUpTo(1_000_000, 100, (count) => {
    read += count
  })
  for await (const _chunk of jsonText({ rows })) break
  expect(read).toBeLessThan(10_000)
})

it("M51: an error in a list is an error of the stream, not its end", async () => {
  const rows = inPages(1, async (after) => {
    if (after) throw new Error("the database is gone")
    return [{ id: "1" }]
  })
  await expect(allOf(jsonText({ rows }))).rejects.toThrow("the database is gone")
})
