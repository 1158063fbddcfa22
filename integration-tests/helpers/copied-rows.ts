import { randomBytes } from "node:crypto"
import { withKept } from "./kept-connection"

/** The rows of one cart or order, whose id is `$1`: table → condition. Each row has an `id`. */
export type Parts = Readonly<Record<string, string>>

type Row = Record<string, unknown> & { id: string }
export type Rows = { table: string; row: Row }[]

/** Reads a cart or order with all its rows. */
export async function readRows(database: string, parts: Parts, id: string): Promise<Rows> {
  const sql = Object.entries(parts)
    .map(([table, condition]) => `select '${table}' as table, to_jsonb(t) as row from "${table}" t where ${condition}`)
    .join(" union all ")
  const { rows } = await withKept(database, (client) => client.query<Rows[number]>(sql, [id]))
  return rows
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** The part of an id after its prefix, in Medusa's format: ten characters of time and sixteen random ones. */
function newUlid(): string {
  let rest = Date.now()
  let time = ""
  for (let place = 0; place < 10; place++) {
    time = CROCKFORD.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return time + [...randomBytes(16)].map((byte) => CROCKFORD.charAt(byte % 32)).join("")
}

const prefixOf = (id: string) => id.slice(0, id.lastIndexOf("_") + 1)
const ulidOf = (id: string) => id.slice(id.lastIndexOf("_") + 1)

/** New ids for the rows, in the order of the old ones. */
function renamed(rows: Rows): [string, string][] {
  const ids = rows.map(({ row }) => row.id).sort((one, other) => (ulidOf(one) < ulidOf(other) ? -1 : 1))
  const ulids = ids.map(newUlid).sort()
  return ids.map((id, i) => [id, `${prefixOf(id)}${ulids[i]}`])
}

/** Replaces each old word by its new word, in all values. */
type Rewrite = <T>(value: T) => T

function rewriting(words: Map<string, string>): Rewrite {
  const any = new RegExp([...words.keys()].map((word) => word.replace(/\W/g, "\\$&")).join("|"), "g")
  return (value) => JSON.parse(JSON.stringify(value).replace(any, (word) => words.get(word) ?? word))
}

/**
 * Writes a copy of a cart or order with new ids, created now.
 * @param words further replacements in the copy, for example the owner's address
 * @returns all replacements: old word → new word
 */
export async function writeCopy(
  database: string,
  parts: Parts,
  rows: Rows,
  words: Record<string, string>,
): Promise<Rewrite> {
  const rewrite = rewriting(new Map([...renamed(rows), ...Object.entries(words)]))
  const now = new Date().toISOString()
  const copies = rewrite(rows).map(({ table, row }) => ({ table, row: { ...row, created_at: now, updated_at: now } }))
  const tables = Object.keys(parts)
  // One statement, so that PostgreSQL checks the foreign keys after all rows are written.
  const inserts = tables.map(
    (table, i) =>
      `t${i} as (insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", $${i + 1}))`,
  )
  const values = tables.map((one) => JSON.stringify(copies.flatMap(({ table, row }) => (table === one ? [row] : []))))
  await withKept(database, (client) => client.query(`with ${inserts.join(", ")} select`, values))
  return rewrite
}
