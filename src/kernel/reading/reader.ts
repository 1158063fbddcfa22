import { type Database, rows } from "../database"
import { clienteleError } from "../errors"
import { conditionOf, type Filters } from "./conditions"
import { entityName, type Field, fieldOf, fieldsOf, type ReadModel } from "./read-model"

/** The part of Medusa's `FindConfig` that Query sends. */
export type ReadConfig = {
  select?: readonly string[] | undefined
  relations?: readonly string[] | undefined
  order?: Readonly<Record<string, unknown>> | undefined
  /** `null` and nothing: all. */
  take?: number | null | undefined
  skip?: number | null | undefined
  withDeleted?: boolean | undefined
}

export type Row = Record<string, unknown>

/** Reads a described model. It cannot write. */
export type Reader = {
  list(filters?: Filters, config?: ReadConfig): Promise<Row[]>
  count(filters?: Filters, config?: ReadConfig): Promise<number>
}

/**
 * @param now the present time, for expressions that use it
 * @returns functions that read the model, with one statement each
 */
export function createReader(db: Database, read: ReadModel, now: () => Date): Reader {
  const fields = fieldsOf(read)
  const softDeleted = fields.has("deleted_at")

  const from = (filters: Filters, config: ReadConfig) => {
    const { sql, bindings } = conditionOf({ read, fields }, filters)
    const living = softDeleted && !config.withDeleted ? " and t.deleted_at is null" : ""
    return { sql: `from ${read.from} where (${sql})${living}`, bindings }
  }

  return {
    list: async (filters = {}, config = {}) => {
      const selected = selectedOf(read, fields, config)
      const where = from(filters, config)
      const [paging, limits] = pagingOf(config)
      const columns = selected.map(([name, field]) => `${columnOf(field)} as ${name}`)
      const sql = `select ${columns.join(", ")} ${where.sql} order by ${orderOf(read, fields, config)}${paging}`
      const found = await rows<Row>(db, ...presently(sql, [...where.bindings, ...limits], now))
      return echoed(
        read,
        filters,
        found.map((row) => toRow(selected, row)),
      )
    },
    count: async (filters = {}, config = {}) => {
      const where = from(filters, config)
      const sql = `select count(*) as count ${where.sql}`
      const [counted] = await rows<{ count: string }>(db, ...presently(sql, where.bindings, now))
      return Number(counted?.count ?? 0)
    },
  }
}

type Selected = [name: string, field: Field][]

function selectedOf(read: ReadModel, fields: ReadonlyMap<string, Field>, config: ReadConfig): Selected {
  for (const path of [...(config.relations ?? []), ...(config.select ?? [])]) {
    const [head] = path.split(".") as [string]
    if (head !== "*" && (head !== path || config.relations?.includes(head))) {
      fieldOf(read, fields, head)
      throw clienteleError("invalid_request", `${path}: ${head} of ${entityName(read)} has no fields of its own`)
    }
  }
  const wanted = config.select ?? []
  if (wanted.length === 0 || wanted.includes("*")) {
    return [...fields]
  }
  return [...new Set(wanted)].map((name) => [name, fieldOf(read, fields, name)])
}

const columnOf = ({ expression, exact }: Field) => (exact ? `(${expression})::text` : expression)

/** Points are bigints, which the driver returns as text. They never exceed a double's 2^53 (ADR 0004). */
function toRow(selected: Selected, row: Row): Row {
  for (const [name, { kind }] of selected) {
    if (kind === "number" && typeof row[name] === "string") {
      row[name] = Number(row[name])
    }
  }
  return row
}

/** Each row once for each of its spellings in the filter. */
function echoed({ echo }: ReadModel, filters: Filters, found: Row[]): Row[] {
  const asked = echo && filters[echo.field]
  if (!echo || (typeof asked !== "string" && !Array.isArray(asked))) {
    return found
  }
  const spellings = new Map<string | null, Set<string>>()
  for (const one of [asked].flat().map(String)) {
    const canonical = echo.canonical(one)
    spellings.set(canonical, (spellings.get(canonical) ?? new Set()).add(one))
  }
  return found.flatMap((row) => {
    const own = row[echo.field]
    return own === undefined
      ? [row]
      : [...(spellings.get(String(own)) ?? [])].map((one) => ({ ...row, [echo.field]: one }))
  })
}

function orderOf(read: ReadModel, fields: ReadonlyMap<string, Field>, { order }: ReadConfig): string {
  const wanted = Object.entries(order ?? {}).map(([name, direction]) => {
    const { kind, expression } = fieldOf(read, fields, name)
    const word = String(direction).toLowerCase()
    if (kind === "json" || (word !== "asc" && word !== "desc")) {
      throw clienteleError("invalid_request", `order.${name}: must be ASC or DESC, and the field must be sortable`)
    }
    return `${expression} ${word}`
  })
  return [...wanted, read.order].join(", ")
}

function pagingOf({ take, skip }: ReadConfig): [sql: string, bindings: number[]] {
  const parts = [["limit", take] as const, ["offset", skip] as const].flatMap(([word, value]) => {
    if (value === null || value === undefined) return []
    if (!Number.isSafeInteger(value) || value < 0) {
      throw clienteleError("invalid_request", `${word}: must be a whole number, 0 or above`)
    }
    return [{ word, value }]
  })
  return [parts.map(({ word }) => ` ${word} ?`).join(""), parts.map(({ value }) => value)]
}

/** Binds the present time to `:now`. */
function presently(sql: string, bindings: readonly unknown[], now: () => Date): [string, unknown[]] {
  const left = [...bindings]
  const all: unknown[] = []
  const text = sql.replace(/\?|:now\b/g, (found) => {
    all.push(found === "?" ? left.shift() : now())
    return found === "?" ? "?" : "?::timestamptz"
  })
  return [text, all]
}
