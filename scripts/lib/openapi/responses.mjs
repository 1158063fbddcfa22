import { createRequire } from "node:module"
import path from "node:path"
import { root } from "../paths.mjs"

const require = createRequire(import.meta.url)

/** Types of Medusa. Medusa's own documentation describes them. */
const OF_MEDUSA = /^(StoreOrder|StoreCart)$/

/** Names that TypeScript invents for types without a name. */
const NAMELESS = /^(__|ReturnType|Record|Omit|Pick|Partial|Wire|\{)/

const referenceTo = (name) => `#/components/schemas/${name}`
const nameOf = (reference) => decodeURIComponent(reference.split("/").pop())

/**
 * Reads the answers of all routes from the types that the compiler checks handlers against (`RouteTypes` in src/types/routes.ts).
 * @returns {{ answers: Map<string, { description?: string, schema: object, body?: object }>, schemas: Record<string, object> }} by
 * route, and the schemas that they refer to by name
 */
export function readAnswers() {
  const { definitions, properties } = describeTypes()
  const components = new Components(definitions)
  const answers = new Map()
  for (const [route, { $ref, description, ...row }] of Object.entries(properties)) {
    const { response, body } = ($ref ? components.definitionOf($ref) : row).properties
    answers.set(route, { description, schema: components.resolve(response, "answer"), bodyType: body })
  }
  const bodyOf = (type) => components.resolve(type, "body")
  return { answers, bodyOf, schemas: components.schemas }
}

function describeTypes() {
  const TJS = require("typescript-json-schema")
  const { compilerOptions } = require(path.join(root, "tsconfig.json"))
  const program = TJS.getProgramFromFiles(
    [path.join(root, "src/types/routes.ts")],
    { ...compilerOptions, noEmit: true, declaration: false, inlineSourceMap: false },
    root,
  )
  const settings = { required: true, ref: true, aliasRef: true, noExtraProps: true, ignoreErrors: true }
  return quietly(() => TJS.buildGenerator(program, settings).getSchemaForSymbol("RouteTypes"))
}

/**
 * The generator warns on the console about default values that it cannot compute. The types have none, so the warnings are noise.
 */
function quietly(work) {
  const { error, warn, debug } = console
  Object.assign(console, { error: () => {}, warn: () => {}, debug: () => {} })
  try {
    return work()
  } finally {
    Object.assign(console, { error, warn, debug })
  }
}

/** Makes `components.schemas` from the generator's definitions: those that have a name, or get one from a property. */
class Components {
  schemas = {}
  #definitions
  #names = new Map()

  constructor(definitions) {
    this.#definitions = definitions
  }

  /** @param {string} hint the property of a type without a name, which gives the type its name */
  resolve(schema, hint) {
    if (Array.isArray(schema)) return schema.map((one) => this.resolve(one, hint))
    if (schema === null || typeof schema !== "object") return schema
    if (schema.$ref) return this.#refer(schema, hint)
    const entries = Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "propertyOrder")
    const resolved = Object.fromEntries(
      entries.map(([key, value]) => {
        if (key !== "properties") return [key, this.resolve(value, hint)]
        const fields = Object.entries(value).map(([field, one]) => [field, this.resolve(one, field)])
        return [key, Object.fromEntries(fields)]
      }),
    )
    return openUp(withoutUndefined(resolved))
  }

  /** Follows a reference through types that are only other names. @returns {{ type: string, definition: object }} */
  #follow($ref) {
    const definition = this.#definitions[nameOf($ref)]
    const isAlias = definition?.$ref && Object.keys(definition).every((key) => key === "$ref" || key === "description")
    return isAlias ? this.#follow(definition.$ref) : { type: nameOf($ref), definition }
  }

  definitionOf = ($ref) => this.#follow($ref).definition

  #refer({ $ref, ...beside }, hint) {
    const type = nameOf($ref)
    if (type === "Date") return { type: "string", format: "date-time", ...beside }
    const { type: own, definition } = this.#follow($ref)
    const ofMedusa = [type, own].map((name) => name.replace(/_\d+$/, "")).find((name) => OF_MEDUSA.test(name))
    if (ofMedusa) return { type: "object", additionalProperties: true, description: `Medusa's \`${ofMedusa}\`.` }
    const isAnswer = NAMELESS.test(type) && hint === "answer"
    if (!isObject(definition) || isAnswer) return { ...this.resolve(definition, hint), ...beside }
    const name = this.#names.get(definition) ?? this.#add(type, definition, hint)
    return { $ref: referenceTo(name), ...beside }
  }

  #add(type, definition, hint) {
    const own = type.replace(/^.*\./, "").replace(/_\d+$/, "")
    const name = this.#free(NAMELESS.test(type) ? pascalCase(singular(hint)) : own)
    this.#names.set(definition, name)
    this.schemas[name] = {}
    Object.assign(this.schemas[name], this.resolve(definition, hint))
    return name
  }

  #free(name) {
    let [free, number] = [name, 2]
    while (this.schemas[free]) free = `${name}${number++}`
    return free
  }
}

const isObject = (definition) => definition?.type === "object" && definition.properties !== undefined
const pascalCase = (text) => text.replace(/(^|_)([a-z])/g, (_match, _line, letter) => letter.toUpperCase())
const singular = (text) => text.replace(/ies$/, "y").replace(/(?<!s)s$/, "")

/** Allows more properties: a later version may answer with more fields, and a `Record` has keys that no type names. */
function openUp({ additionalProperties, ...schema }) {
  const isMap = schema.type === "object" && schema.properties === undefined
  const more = additionalProperties === false ? isMap || undefined : additionalProperties
  return more === undefined ? schema : { ...schema, additionalProperties: more }
}

/** A type may allow `undefined`; in JSON the key is then missing. */
function withoutUndefined(schema) {
  if (!Array.isArray(schema.anyOf)) return schema
  const anyOf = schema.anyOf.filter((one) => Object.keys(one).length > 0 && !("not" in one))
  return anyOf.length === 1 ? { ...schema, anyOf: undefined, ...anyOf[0] } : { ...schema, anyOf }
}
