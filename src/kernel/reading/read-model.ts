import type { DmlEntity } from "@medusajs/framework/utils"
import { clienteleError } from "../errors"

/** Medusa's model of a table, with any fields. */
// biome-ignore lint/suspicious/noExplicitAny: Medusa types a model of unknown fields so.
export type Model = DmlEntity<any, any>

/** An SQL condition and the values of its question marks. */
export type Condition = { sql: string; bindings: unknown[] }

/** The part of a table that Query can read (contract R69, ADR 0040). */
export type ReadModel = {
  model: Model
  /** `ClienteleContact`: the entity, and the end of the name `retrieve…`. */
  one: string
  /** `ClienteleContacts`: the end of the names `list…` and `listAndCount…`. */
  many: string
  /** The text after FROM. The table is `t`. */
  from: string
  /** Expressions of fields that are not columns; `:now` is the present. */
  expressions?: Readonly<Record<string, string>>
  /** Numeric columns that Query returns as text, so that no digit is lost. */
  exact?: Readonly<Record<string, Exact>>
  /** Columns of Medusa's models that this table does not have. */
  without?: readonly ("updated_at" | "deleted_at")[]
  /** The condition for equality with these values, for an index that is not on the field itself. */
  lookups?: Readonly<Record<string, (values: string[]) => Condition>>
  /**
   * A field that returns the spelling of the filter. A link joins rows on identical values, so a mailbox is joined with its
   * customer's address only if it returns that spelling.
   */
  echo?: { field: string; canonical: (value: string) => string | null }
  /** The default order of rows, and the tie-break of a caller's order. */
  order: string
}

type Exact = "integer" | "decimal"

/** `id` and `enum` are texts. */
export type Kind = "text" | "number" | "boolean" | "dateTime" | "json"

export type Field = { kind: Kind; expression: string; exact: Exact | undefined; choices: readonly string[] | null }

type Parsed = { dataType: { name: string; options?: { choices?: readonly string[] } } }

const KINDS: Record<string, Kind> = { number: "number", boolean: "boolean", dateTime: "dateTime", json: "json" }

/**
 * Describes the part of a table that Query can read.
 *
 * @param description.model from `model.define`; the fields in `without` are removed from it
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

/** The entity's name in Query: `clientele_contact`. */
export const entityName = ({ one }: ReadModel) => one.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

/** @throws `invalid_request` naming the field and the existing fields */
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
