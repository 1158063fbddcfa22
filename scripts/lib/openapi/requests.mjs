import { createRequire } from "node:module"
import path from "node:path"
import { root } from "../paths.mjs"

const require = createRequire(path.join(root, "package.json"))

/**
 * Reads the query and the body of each route from the zod schemas that validate them (src/api/shared/validate.ts).
 * @returns {Map<string, { query?: object, body?: object | "form" | "given", additionalData?: true }>} JSON schemas by route;
 * `given` if the schema depends on the request
 */
export function readRequests() {
  require("ts-node").register({ transpileOnly: true, swc: true, project: path.join(root, "tsconfig.json"), cwd: root })
  const { z } = require("@medusajs/framework/zod")
  const { default: middlewares } = require(path.join(root, "src/api/middlewares.ts"))
  const settings = {
    io: "input",
    unrepresentable: "any",
    // For zod, `aliased` (src/workflows/shared/input/aliases.ts) accepts any value. The document needs the schema behind it.
    override: ({ zodSchema, jsonSchema }) => {
      const { type, in: first, out } = zodSchema._zod.def
      const { type: typeOfFirst, in: given } = type === "pipe" ? first._zod.def : {}
      if (typeOfFirst === "pipe" && given._zod.def.type === "unknown") {
        const { $schema, ...json } = z.toJSONSchema(out, settings)
        Object.assign(jsonSchema, json)
      }
    },
  }
  const toJson = (schema) => {
    if (schema === undefined || schema === "form") return schema
    if (typeof schema === "function" && !(schema instanceof z.ZodType)) return "given"
    const { $schema, ...json } = z.toJSONSchema(schema instanceof z.ZodType ? schema : schema.usual, settings)
    return json
  }
  const requests = new Map()
  for (const { matcher, methods, middlewares: handlers = [] } of middlewares.routes) {
    const taken = handlers.find((handler) => handler.taken)?.taken
    for (const method of taken ? methods : []) {
      const { query, body, additionalData } = taken
      requests.set(`${method} ${matcher}`, { query: toJson(query), body: toJson(body), additionalData })
    }
  }
  return requests
}
