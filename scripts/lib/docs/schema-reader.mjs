/** Nested objects are written out to this depth; deeper ones are named by their type. */
const DEEPEST = 3

const known = (number) => number !== undefined && Math.abs(number) < Number.MAX_SAFE_INTEGER

function boundsOf(schema) {
  const bounds = [
    ["minimum", "at least"],
    ["exclusiveMinimum", "more than"],
    ["maximum", "at most"],
    ["minItems", "items: at least"],
    ["maxItems", "items: at most"],
    ["minLength", "characters: at least"],
    ["maxLength", "characters: at most"],
  ]
  const found = bounds.filter(([key]) => known(schema[key])).map(([key, words]) => `${words} ${schema[key]}`)
  return schema.default === undefined ? found : [...found, `default ${JSON.stringify(schema.default)}`]
}

/** Reads the schemas of an OpenAPI document as types and fields for people. */
export function schemaReader(document) {
  const resolve = (schema = {}) =>
    schema.$ref
      ? schema.$ref
          .slice(2)
          .split("/")
          .reduce((part, key) => part[key], document)
      : schema

  const plainType = (schema) => {
    const type = [schema.type ?? (schema.allOf ? "object" : "any")].flat().join(" or ")
    return schema.format ? `${type} (${schema.format})` : type
  }

  const typeOf = (given) => {
    const schema = resolve(given)
    const values = schema.const === undefined ? schema.enum : [schema.const]
    if (values) return values.map((value) => JSON.stringify(value)).join(" or ")
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return [...new Set(choices.map(typeOf))].join(" or ")
    return schema.type === "array" ? `${typeOf(schema.items)}[]` : plainType(schema)
  }

  const aboutOf = (given) => {
    const schema = resolve(given)
    return [given.description ?? schema.description, ...boundsOf(schema)].filter(Boolean).join("; ")
  }

  const ownFields = (schema, prefix, depth) =>
    Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
      const required = schema.required?.includes(name) === true
      const field = { name: prefix + name, type: typeOf(part), about: aboutOf(part), required }
      if (depth === DEEPEST) return [field]
      const { items } = resolve(part)
      return [field, ...fieldsOf(items ?? part, `${prefix}${name}${items ? "[]" : ""}.`, depth + 1)]
    })

  /** The fields of an object and of its nested objects: `name`, `lines[].amount`. */
  function fieldsOf(given, prefix = "", depth = 1) {
    const schema = resolve(given)
    const parts = schema.allOf ?? schema.anyOf ?? schema.oneOf
    if (!parts || schema.properties) return ownFields(schema, prefix, depth)
    const all = parts.flatMap((part) => fieldsOf(part, prefix, depth))
    return [...new Map(all.map((field) => [field.name, field])).values()]
  }

  return { resolve, typeOf, aboutOf, fieldsOf }
}
