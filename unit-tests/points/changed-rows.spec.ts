import { smallestId } from "../../src/kernel/ulid"
import { sinceOf } from "../../src/kernel/watermark"
import { newestChangedSince, nextSlice, type Rows, rowsMadeSince } from "../../src/workflows/shared/sweep/changed-rows"

const NOW = new Date("2026-11-29T12:00:00Z")
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

type Row = { id: string; updated_at: Date }
type Bounds = { $gte?: string; $gt?: string; $lt?: string; $lte?: string }
type Filters = { id: Bounds; updated_at?: { $gte: Date } }
type Config = { take: number; skip?: number; order: { id: "ASC" | "DESC" } }

/** A table with the cost of its primary key: `looked` counts the rows that a query reads within its bounds of ids and its limit. */
function tableOf(size: number) {
  // One row was made each minute, the newest a minute ago. Every thousandth row changed just now.
  const all = Array.from({ length: size }, (_, n): Row => {
    const made = new Date(NOW.getTime() - (size - n) * MINUTE)
    return { id: smallestId("order", made), updated_at: n % 1000 === 0 ? NOW : made }
  })
  const count = { looked: 0 }
  const list = async ({ id, updated_at }: Filters, { take, skip = 0, order }: Config): Promise<Row[]> => {
    const within = all.filter(
      (row) =>
        (id.$gte === undefined || row.id >= id.$gte) &&
        (id.$gt === undefined || row.id > id.$gt) &&
        (id.$lt === undefined || row.id < id.$lt) &&
        (id.$lte === undefined || row.id <= id.$lte),
    )
    const sorted = order.id === "ASC" ? within : within.reverse()
    count.looked += updated_at ? sorted.length : Math.min(sorted.length, skip + take)
    return sorted.filter((row) => !updated_at || row.updated_at >= updated_at.$gte).slice(skip, skip + take)
  }
  return { rows: { list, prefix: "order" } as unknown as Rows, count }
}

async function idsOf(rows: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of rows) ids.push(id)
  return ids
}

/** Runs the queries of one sweep over the last hour. */
async function sweep(size: number) {
  const { rows, count } = tableOf(size)
  const since = new Date(NOW.getTime() - 60 * MINUTE)
  const made = await idsOf(rowsMadeSince(rows, since, NOW))
  const changed = await idsOf(newestChangedSince(rows, since, NOW))
  const { ids } = await nextSlice(rows, { after_id: "", since, started_at: since }, NOW)
  return { made: made.length, changed: changed.length, slice: ids.length, looked: count.looked }
}

// Guards: the bounds of ids in rowsMadeSince, newestChangedSince and nextSlice (workflows/shared/sweep/changed-rows.ts).
it("M52: a sweep of a table of 200,000 rows looks at no more rows than one of 20,000", async () => {
  const small = await sweep(20_000)
  expect(small).toMatchObject({ made: 60, changed: 5 + 60, slice: 4 })
  expect(await sweep(200_000)).toEqual(small)
  expect(small.looked).toBeLessThan(25_000)
})

it("M52: passes, slice by slice, find every row that has changed, however old, and begin again", async () => {
  const { rows } = tableOf(20_000)
  let pass = { after_id: "", since: new Date(NOW.getTime() - MINUTE / 2), started_at: NOW }
  const found: string[] = []
  let slices = 0
  do {
    const { ids, next } = await nextSlice(rows, pass, NOW)
    found.push(...ids)
    pass = next
    slices += 1
  } while (pass.after_id !== "")
  expect(new Set(found).size).toBe(20)
  expect(slices).toBe(6)
  // The next pass begins later. A slice before that time reads no rows.
  expect(pass.started_at.getTime()).toBeGreaterThan(NOW.getTime())
  expect(await nextSlice(rows, pass, NOW)).toEqual({ ids: [], next: pass })
})

// Guards: isAhead, REPAIR_MS and the `Math.min` in sinceOf (kernel/watermark.ts).
it.each([
  ["behind the database's clock", -2 * DAY, -2 * DAY - MINUTE],
  ["half a minute ahead of it, as two servers' clocks are", MINUTE / 2, -MINUTE],
  ["a day ahead of it", DAY, -7 * DAY],
])("M49: a sweep whose watermark is %s looks back far enough", (_what, offset, since) => {
  const watermark = { reached_at: new Date(NOW.getTime() + offset), now: NOW }
  expect(sinceOf(watermark, MINUTE).getTime() - NOW.getTime()).toBe(since)
})
