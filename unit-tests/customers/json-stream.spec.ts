import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { jsonText, WrittenJson } from "../../src/kernel/json-stream"
import { allOf, begun, inPages, mapped } from "../../src/workflows/privacy/pages"

const rowsUpTo = (total: number, size: number, read: (rows: number) => void = () => undefined) =>
  inPages(size, async (after, take) => {
    const from = after === "" ? 0 : Number(after) + 1
    const page = Array.from({ length: Math.min(take, total - from) }, (_, n) => ({ id: String(from + n) }))
    read(page.length)
    return page
  })

async function textOf(value: unknown): Promise<string> {
  let text = ""
  for await (const chunk of jsonText(value)) text += chunk
  return text
}

it("M51: streamed JSON is what JSON.stringify writes, with lists of any length", async () => {
  for (const total of [0, 1, 9, 10, 11, 25]) {
    const plain = { at: new Date(0), gone: undefined, none: null, part: { list: [1], name: 'a "b"' } }
    const text = await textOf({ ...plain, rows: rowsUpTo(total, 10) })
    expect(text).toBe(JSON.stringify({ ...plain, rows: await allOf(rowsUpTo(total, 10)) }))
  }
})

it("M51: members that are JSON text already are written as they are", async () => {
  const written = mapped(rowsUpTo(12, 5), (row) => new WrittenJson(JSON.stringify(row)))
  expect(await textOf({ rows: written })).toBe(JSON.stringify({ rows: await allOf(rowsUpTo(12, 5)) }))
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
  await expect(textOf({ rows })).rejects.toThrow("the database is gone")
})

// Guards: `yield*` in inPages and `yield` in jsonText. Without either, all pages are in memory at once.
it("M51: a page is released when the reader is behind it, however long the list is", async () => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  const pages: WeakRef<object>[] = []
  const rows = await begun(
    inPages(100, async (after, take) => {
      const from = after === "" ? 0 : Number(after) + 1
      const page = Array.from({ length: Math.min(take, 10_000 - from) }, (_, n) => ({ id: String(from + n) }))
      pages.push(new WeakRef(page))
      return page
    }),
  )
  let inMemory: number | undefined
  for await (const _chunk of jsonText({ rows })) {
    // A full collection takes up to a second, so the test runs only one, when most pages have been read.
    if (pages.length < 80 || inMemory !== undefined) continue
    // After `deref`, an object stays alive until the current task ends.
    await new Promise(setImmediate)
    collect()
    inMemory = pages.filter((page) => page.deref()).length
  }
  expect(pages).toHaveLength(101)
  // The reader holds one page, and about 14 pages fit into a chunk. The collector may lag on a busy machine. Without the guard, 80
  // pages and more stay in memory.
  expect(inMemory).toBeLessThan(60)
})

it("M51: a list whose first page fails rejects before it is read", async () => {
  const failing = inPages<{ id: string }>(1, async () => {
    throw new Error("the database is gone")
  })
  await expect(begun(failing)).rejects.toThrow("the database is gone")
  expect(await allOf(await begun(rowsUpTo(25, 10)))).toEqual(await allOf(rowsUpTo(25, 10)))
  expect(await allOf(await begun(rowsUpTo(0, 10)))).toEqual([])
})
