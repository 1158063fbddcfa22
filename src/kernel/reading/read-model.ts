import type { DmlEntity } from "@medusajs/framework/utils"
import { clienteleError } from "../errors"

/** Medusa's model of a table, whatever its fields. */
// biome-ignore lint/suspicious/noExplicitAny: Medusa types a model of unknown fields so.
export type Model = DmlEntity<any, any>

/** A condition of SQL and what its question marks stand for. */
export type Condition = { sql: string; bindings: unknown[] }

/** What Query can read of one table (contract R69, ADR 0040). */
export type ReadModel = {
  model: Model
  /** `ClienteleContact`: the entity, and how `retrieve…` ends. */
  one: string
  /** `ClienteleContacts`: how `list…` and `listAndCount…` end. */
  many: string
  /** What comes after FROM. The table is `t`. */
  from: string
  /** Expressions of the fields that are not columns of their own name; `:now` is the present. */
  expressions?: Readonly<Record<string, string>>
  /** Fields that PostgreSQL keeps as numbers and Query hands out as text, so that no digit is lost. */
  exact?: Readonly<Record<string, Exact>>
  /** Columns that Medusa's models have and this table has not. */
  without?: readonly ("updated_at" | "deleted_at")[]
  /** How equality with these values is asked of an index that is not on the field itself. */
  lookups?: Readonly<Record<string, (values: string[]) => Condition>>
  /**
   * A field that answers with the spelling that a filter asked for. A link joins rows on the value that the other side has, letter
   * for letter, so a mailbox is found by its customer's address only where it answers with that address.
   */
  echo?: { field: string; canonical: (value: string) => string | null }
  /** The order of rows, also where a caller's own leaves some alike. */
  order: string
}

type Exact = "integer" | "decimal"

/** `id` and `enum` are texts. */
export type Kind = "text" | "number" | "boolean" | "dateTime" | "json"

export type Field = { kind: Kind; expression: string; exact: Exact | undefined; choices: readonly string[] | null }

type Parsed = { dataType: { name: string; options?: { choices?: readonly string[] } } }

const KINDS: Record<string, Kind> = { number: "number", boolean: "boolean", dateTime: "dateTime", json: "json" }

/**
 * Describes what Query can read of a table.
 *
 * @param description.model as `model.define` made it; loses the fields in `without`
 */
export function readModel<const One extends string, const Many extends string>(
  description: ReadModel & { one: One; many: Many },
): ReadModel & { one: One; many: Many } {
  for (const name of description.without ?? []) {
    delete description.model.schema[name]
  }
  return description
}

/** The fields of a model, by name. */
export function fieldsOf({ model, expressions = {}, exact = {} }: ReadModel): Map<string, Field> {
  return new Map(
    Object.entries(model.schema as Record<string, { parse(name: string): Parsed }>).map(([name, property]) => {
      const { dataType } = property.parse(name)
      return [
        name,
        {
          kind: KINDS[dataType.name] ?? "text",
          expression: expressions[name] ?? `t.${name}`,
          exact: exact[name],
          choices: dataType.options?.choices ?? null,
        },
      ]
    }),
  )
}

/** What Query calls the entity: `clientele_contact`. */
export const entityName = ({ one }: ReadModel) => one.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

/** @throws `invalid_request` naming the field and those that there are */
export function fieldOf(read: ReadModel, fields: ReadonlyMap<string, Field>, name: string): Field {
  const field = fields.get(name)
  if (!field) {
    throw clienteleError(
      "invalid_request",
      `${name}: is not a field of ${entityName(read)}. Its fields: ${[...fields.keys()].join(", ")}.`,
    )
  }
  return field
}
