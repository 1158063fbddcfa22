import { smallestId } from "../../../kernel/ulid"
import type { Pass } from "../../../kernel/watermark"

/** A generated list method of one of Medusa's modules. Its own types leave time stamps out of the filters, its code does not. */
export type ListRows<Row = { id: string }> = (filters: object, config: object) => Promise<Row[]>

/** A table of Medusa's: its list method, and the prefix of its ids. */
export type Rows<Row extends { id: string } = { id: string }> = {
  list: ListRows<Row>
  prefix: string
  select?: string[]
  /** What tells that a row has changed. */
  changed?: (since: Date) => object
}

const PAGE = 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** Of so many of the newest rows a sweep sees every change at once. */
const NEWEST = 5000

/** Rows that one sweep looks at for a pass: 1,000,000 are through in 250 sweeps, which is less than a day. */
const SLICE = 4000

/** A pass begins at most so often. */
const PASS_EVERY_MS = 12 * 60 * 60 * 1000

/** How far behind its predecessor's beginning a pass looks: a process whose clock is behind stamps its changes too early. */
const PASS_OVERLAP_MS = DAY_MS

/**
 * Rows that Medusa has made since a moment, by the time in their ids: the primary key's index finds them, however old the
 * store is (ADR 0037). Ids that were not made by Medusa are above or below every moment, and are the pass's.
 */
export async function* rowsMadeSince<Row extends { id: string }>(
  { list, prefix, select = ["id"] }: Rows<Row>,
  since: Date,
  now: Date,
): AsyncGenerator<Row> {
  // A process whose clock is ahead makes ids of tomorrow.
  const id = { $gte: smallestId(prefix, since), $lt: smallestId(prefix, new Date(now.getTime() + DAY_MS)) }
  yield* pages(list, { id }, { select })
}

/** Rows among the newest of a table that have changed since a moment, old ids made by others aside. */
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

/** The next slice of a pass: rows in it that have changed since the pass before, and where the next sweep goes on. */
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

/** The first pass of a store: what has changed from a moment on. */
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

/** In the order of ids and from behind the last one, so that a row added meanwhile moves no page. */
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
