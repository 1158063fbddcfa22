import { clienteleError } from "../errors"
import { type Condition, type Field, fieldOf, type Kind, type ReadModel } from "./read-model"

export type Filters = Readonly<Record<string, unknown>>

type Model = { read: ReadModel; fields: ReadonlyMap<string, Field> }

const EQUAL = new Set(["$eq", "$in"])
const OTHER = new Set(["$ne", "$nin"])
const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ["$gt", ">"],
  ["$gte", ">="],
  ["$lt", "<"],
  ["$lte", "<="],
  ["$like", "like"],
  ["$ilike", "ilike"],
])

/**
 * Medusa's filters as SQL: fields of the model, `$and`, `$or`, `$not`, lists, and the operators `$eq $ne $gt $gte $lt $lte
 * $in $nin $like $ilike`. A filter that is `undefined` is ignored, as in Medusa.
 *
 * @throws `invalid_request` naming the field
 */
export function conditionOf(model: Model, filters: Filters): Condition {
  const parts = Object.entries(filters)
    .filter(([key, value]) => value !== undefined && key !== "context")
    .map(([key, value]) => group(model, key, value) ?? ofField(model, key, value))
  return joined(parts, "and", "true")
}

function group(model: Model, key: string, value: unknown): Condition | null {
  if (key === "$not") {
    const { sql, bindings } = conditionOf(model, nested(key, value))
    return { sql: `(${sql}) is not true`, bindings }
  }
  if (key !== "$and" && key !== "$or") {
    return null
  }
  if (!Array.isArray(value)) {
    throw clienteleError("invalid_request", `${key}: must be a list of filters`)
  }
  const parts = value.map((one) => conditionOf(model, nested(key, one)))
  return key === "$and" ? joined(parts, "and", "true") : joined(parts, "or", "false")
}

function nested(key: string, value: unknown): Filters {
  if (typeof value !== "object" || value === null) {
    throw clienteleError("invalid_request", `${key}: must be a filter`)
  }
  return value as Filters
}

function joined(parts: readonly Condition[], word: "and" | "or", none: string): Condition {
  return {
    sql: parts.length === 0 ? none : parts.map(({ sql }) => `(${sql})`).join(` ${word} `),
    bindings: parts.flatMap(({ bindings }) => bindings),
  }
}

function ofField(model: Model, name: string, value: unknown): Condition {
  const field = fieldOf(model.read, model.fields, name)
  if (field.kind === "json") {
    throw clienteleError("invalid_request", `${name}: cannot be used as a filter`)
  }
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date) {
    return equals(model, name, field, value)
  }
  const parts = Object.entries(value).map(([operator, operand]) => compared(model, name, field, operator, operand))
  return joined(parts, "and", "true")
}

function compared(model: Model, name: string, field: Field, operator: string, operand: unknown): Condition {
  if (EQUAL.has(operator)) {
    return equals(model, name, field, operand)
  }
  if (OTHER.has(operator)) {
    const { sql, bindings } = equals(model, name, field, operand)
    return { sql: `(${sql}) is not true`, bindings }
  }
  const comparison = COMPARISONS.get(operator)
  if (!comparison) {
    throw clienteleError("invalid_request", `${name}: ${operator} is not an operator`)
  }
  if (comparison.endsWith("like") && !isText(field)) {
    throw clienteleError("invalid_request", `${name}: ${operator} is for text`)
  }
  return { sql: `${field.expression} ${comparison} ?`, bindings: [toBinding(name, field, operand)] }
}

const isText = ({ kind, exact, choices }: Field) => kind === "text" && !exact && choices === null

/** Matches one of these values; `null` among them matches missing values. */
function equals({ read }: Model, name: string, field: Field, value: unknown): Condition {
  const values: unknown[] = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined)
  const present = values.filter((one) => one !== null).map((one) => toBinding(name, field, one))
  const none = { sql: `${field.expression} is null`, bindings: [] }
  const lookup = read.lookups?.[name]
  const some = lookup
    ? lookup(present.map(String))
    : { sql: `${field.expression} ${Array.isArray(value) ? "= any (?)" : "= ?"}`, bindings: [bound(present, value)] }
  const parts = [...(present.length > 0 ? [some] : []), ...(present.length < values.length ? [none] : [])]
  return joined(parts, "or", "false")
}

const bound = (present: unknown[], value: unknown) => (Array.isArray(value) ? present : present[0])

type Bound = readonly [what: string, bind: (value: unknown) => unknown]

const matching =
  (pattern: RegExp): Bound[1] =>
  (value) =>
    pattern.test(String(value)) ? String(value) : undefined

const INTEGER: Bound = ["a whole number", matching(/^-?\d{1,18}$/)]
const EXACT: Record<NonNullable<Field["exact"]>, Bound> = {
  integer: INTEGER,
  decimal: ["a number", matching(/^-?\d{1,40}(\.\d{1,40})?$/)],
}

/** Converts a value of each kind for PostgreSQL; `undefined` for a value of another kind. */
const BOUND: Record<Kind, Bound> = {
  number: INTEGER,
  boolean: ["true or false", (value) => (typeof value === "boolean" ? value : undefined)],
  dateTime: ["a date", dateOf],
  text: ["text", textOf],
  json: ["left out", () => undefined],
}

function dateOf(value: unknown): Date | undefined {
  const date = value instanceof Date || typeof value === "string" ? new Date(value) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value
  return typeof text === "string" && !text.includes("\0") ? text : undefined
}

/** The value that PostgreSQL compares with a field. @throws `invalid_request` naming the field */
function toBinding(name: string, { kind, exact, choices }: Field, value: unknown): unknown {
  const [what, bind] = exact ? EXACT[exact] : BOUND[kind]
  const bound = choices && !choices.includes(String(value)) ? undefined : bind(value)
  if (bound === undefined) {
    throw clienteleError("invalid_request", `${name}: must be ${choices ? `one of ${choices.join(", ")}` : what}`)
  }
  return bound
}
