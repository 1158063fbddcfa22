import { smallestId } from "../../../kernel/ulid"
import type { Pass } from "../../../kernel/watermark"

/** A generated list method of one of Medusa's modules. Its types omit filters by time stamps, which its code supports. */
export type ListRows<Row = { id: string }> = (filters: object, config: object) => Promise<Row[]>

/** A table of Medusa's: its list method, and the prefix of its ids. */
export type Rows<Row extends { id: string } = { id: string }> = {
  list: ListRows<Row>
  prefix: string
  select?: string[]
  /** The time stamps that show a change of a row. */
  changed?: (since: Date) => object
}

const PAGE = 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** Number of newest rows in which a sweep sees every change at once. */
const NEWEST = 5000

/** Rows of a pass that one sweep reads. 1,000,000 rows take 250 sweeps, less than a day. */
const SLICE = 4000

/** Minimum time between the beginnings of two passes. */
const PASS_EVERY_MS = 12 * 60 * 60 * 1000

/**
 * Overlap of a pass before its predecessor's beginning, because a process whose clock is behind stamps its changes too
 * early.
 */
const PASS_OVERLAP_MS = DAY_MS

/**
 * Rows that Medusa created since a time, by the time in their ids. The primary key's index finds them in a store of any age
 * (ADR 0037). Ids that Medusa did not create have no time, and the pass finds them.
 */
export async function* rowsMadeSince<Row extends { id: string }>(
  { list, prefix, select = ["id"] }: Rows<Row>,
  since: Date,
  now: Date,
): AsyncGenerator<Row> {
  // A process whose clock is ahead creates ids with a future time.
  const id = { $gte: smallestId(prefix, since), $lt: smallestId(prefix, new Date(now.getTime() + DAY_MS)) }
  yield* pages(list, { id }, { select })
}

/** Rows among the newest of a table that changed since a time, except ids that Medusa did not create. */
export async function* newestChangedSince<Row extends { id: string }>(
  { list, prefix, changed = updatedSince }: Rows<Row>,
  since: Date,
  now: Date,
): AsyncGenerator<Row> {
  const below = smallestId(prefix, new Date(now.getTime() + DAY_MS))
  const newest = { select: ["id"], order: { id: "DESC" }, skip: NEWEST - 1, take: 1 }
  const [oldest] = await list({ id: { $lt: below } }, newest)
  yield* pages(list, { id: { $gte: oldest?.id ?? "", $lt: below }, ...changed(since) }, { select: ["id"] })
}

/** The next slice of a pass: its rows that changed since the previous pass, and the start of the next slice. */
export async function nextSlice<Row extends { id: string }>(
  { list, changed = updatedSince }: Rows<Row>,
  pass: Pass,
  now: Date,
): Promise<{ ids: string[]; next: Pass }> {
  if (pass.started_at > now && pass.after_id === "") {
    return { ids: [], next: pass }
  }
  const after = { $gt: pass.after_id }
  const [last] = await list({ id: after }, { select: ["id"], order: { id: "ASC" }, skip: SLICE - 1, take: 1 })
  const ids: string[] = []
  for await (const row of pages(
    list,
    { id: last ? { ...after, $lte: last.id } : after, ...changed(pass.since) },
    { select: ["id"] },
  )) {
    ids.push(row.id)
  }
  return { ids, next: last ? { ...pass, after_id: last.id } : passAfter(pass, now) }
}

/** The first pass of a store covers changes from a time on. */
export const firstPass = (since: Date, now: Date): Pass => ({ after_id: "", since, started_at: now })

function passAfter({ started_at }: Pass, now: Date): Pass {
  const begun = Math.min(started_at.getTime(), now.getTime())
  return {
    after_id: "",
    since: new Date(begun - PASS_OVERLAP_MS),
    started_at: new Date(Math.max(begun + PASS_EVERY_MS, now.getTime())),
  }
}

const updatedSince = (since: Date): object => ({ updated_at: { $gte: since } })

/** Ordered by id and starting after the last one, so that a new row does not shift pages. */
async function* pages<Row extends { id: string }>(
  list: ListRows<Row>,
  filters: { id: object } & Record<string, unknown>,
  config: object,
): AsyncGenerator<Row> {
  let from: object = filters.id
  for (;;) {
    const page = await list({ ...filters, id: from }, { ...config, take: PAGE, order: { id: "ASC" } })
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) {
      return
    }
    from = { ...filters.id, $gt: last.id }
  }
}
