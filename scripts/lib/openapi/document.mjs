import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { root } from "../paths.mjs"
import { readHandlers } from "./handlers.mjs"
import { readRequests } from "./requests.mjs"
import { readAnswers } from "./responses.mjs"

const require = createRequire(path.join(root, "package.json"))

/** Tags by path; the first match counts. */
const TAGS = [
  ["Customers", "Profiles, contacts, notes, figures, timeline, privacy.", /^\/admin\/customer-profiles/],
  ["Credit", "Accounts, ledger, open items, approvals, credit checks.", /^\/admin\/(\w+\/:id\/)?credit/],
  ["Loyalty", "Settings, points accounts, report.", /^\/admin\/(\w+\/:id\/)?loyalty/],
  ["Webhooks", "Endpoints and deliveries.", /^\/admin\/webhooks/],
  ["Imports", "CSV files of balances, customers and receivables.", /^\/admin\/clientele\/(imports|exports)/],
  ["Operation", "Health, jobs, the development outbox, API keys.", /^\/admin\/clientele/],
  ["Customers", "", /^\/admin\/customers\/:id/],
  ["Own account", "Data that a signed-in customer reads and changes.", /^\/store\/customers\/me/],
  ["Checkout", "Points and terms in a storefront's checkout.", /^\/store\//],
]

const DESCRIPTION = `Routes of the plugin, beside Medusa's own. Amounts are numbers in major units of their currency, times are ISO 8601 in UTC. A
refused request answers with \`type\`, \`code\` and \`message\`; clients act on \`code\` (docs/errors.md).`

/** Makes the OpenAPI document of the plugin's routes from their schemas, types and docstrings. */
export function makeDocument() {
  const { answers, bodyOf, schemas } = readAnswers()
  const requests = readRequests()
  const handlers = readHandlers()
  const paths = {}
  for (const [route, answer] of [...answers].sort(([one], [other]) => compare(pathOf(one), pathOf(other)))) {
    const [method, place] = route.split(" ")
    const request = requests.get(route)
    const handler = handlers.get(route) ?? {}
    if (!request || !handler.status)
      throw new Error(`${route} is in src/types/routes.ts, and is no route that validates`)
    const body = request.body === "given" ? bodyOf(answer.bodyType) : request.body
    const summary = handler.summary || handlers.get(`POST ${place}`)?.summary || ""
    const url = place.replace(/:(\w+)/g, "{$1}")
    paths[url] ??= {}
    paths[url][method.toLowerCase()] = operationOf({
      ...answer,
      ...request,
      body,
      method,
      place,
      summary,
      statuses: handler.status,
    })
  }
  const missing = [...handlers.keys()].filter((route) => !answers.has(route))
  if (missing.length > 0) throw new Error(`src/types/routes.ts lacks ${missing.join(", ")}`)
  const used = new Set(Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags)))
  return {
    openapi: "3.1.0",
    info: {
      title: "Clientele",
      version: require(path.join(root, "package.json")).version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "{store}", variables: { store: { default: "https://store.test" } } }],
    tags: TAGS.flatMap(([name, description]) => (description && used.has(name) ? [{ name, description }] : [])),
    paths,
    components: { securitySchemes, parameters, responses, schemas: { Error: errorSchema(), ...sorted(schemas) } },
  }
}

const compare = (one, other) => (one < other ? -1 : 1)
const pathOf = (route) => route.split(" ").reverse().join(" ")
const sorted = (schemas) => Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => compare(one, other)))

const securitySchemes = {
  session: { type: "apiKey", in: "cookie", name: "connect.sid", description: "An admin user who is signed in." },
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A token of an admin user or a customer, from `/auth`.",
  },
  secret_key: {
    type: "http",
    scheme: "basic",
    description: "A secret API key as user name; the password is ignored.",
  },
  api_key: { type: "apiKey", in: "header", name: "x-api-key", description: "A secret API key." },
  publishable_key: {
    type: "apiKey",
    in: "header",
    name: "x-publishable-api-key",
    description: "The storefront's publishable key.",
  },
}

const parameters = {
  idempotency_key: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "The same key with the same values has no further effect. It may also be in the body, as `idempotency_key`.",
    schema: { type: "string", minLength: 1, maxLength: 200 },
  },
}

const refused = (description) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
})
const responses = {
  Refused: refused("The request is refused; `code` says why (docs/errors.md)."),
  Failed: refused(
    "The server has failed, or a service behind it. Nothing was changed unless the route's description says so.",
  ),
}

function errorSchema() {
  const { ERROR_CODES } = require(path.join(root, "src/kernel/errors.ts"))
  return {
    type: "object",
    description: "The answer to a refused request.",
    properties: {
      type: { type: "string", description: "Medusa's type of error." },
      code: { type: "string", enum: Object.keys(ERROR_CODES), description: "Stable between versions." },
      message: { type: "string", description: "A message for people. It names the wrong field." },
    },
    required: ["type", "code", "message"],
  }
}

/** Citations in docstrings are for readers of the code: rows of docs/contract.md and ADRs. */
const CITATIONS =
  / ?\((?:contract )?(?:[RM]\d+[a-z]?|ADR \d{4})(?:[,;] (?:contract )?(?:[RM]\d+[a-z]?|(?:ADR )?\d{4}))*\)/g

function operationOf({ method, place, summary, schema, description, query, body, additionalData, statuses }) {
  const text = [summary, description].filter(Boolean).join(" ").replace(CITATIONS, "")
  const codes = [...new Set([...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code]) => code))].filter((code) =>
    errorSchema().properties.code.enum.includes(code),
  )
  const formats = (query?.properties?.format?.enum ?? []).filter((format) => format !== "json")
  const takesKey = body?.properties?.idempotency_key !== undefined
  return {
    operationId: operationId(method, place),
    tags: [TAGS.find(([, , matches]) => matches.test(place))[0]],
    summary: firstSentence(text),
    description: text,
    ...(codes.length > 0 ? { "x-error-codes": codes } : {}),
    security: securityOf(place),
    parameters: [
      ...pathParameters(place),
      ...queryParameters(query),
      ...(takesKey ? [{ $ref: "#/components/parameters/idempotency_key" }] : []),
    ],
    ...(body ? { requestBody: bodyOf(place, body, additionalData) } : {}),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, success(schema, formats)])),
      "4XX": { $ref: "#/components/responses/Refused" },
      "5XX": { $ref: "#/components/responses/Failed" },
    },
  }
}

const operationId = (method, place) =>
  method.toLowerCase() +
  place
    .split(/[/:_-]+/)
    .filter(Boolean)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join("")

const firstSentence = (text) => text.split(/(?<=[.:]) (?=[A-Z])|; |: /)[0].replace(/[.:]$/, "")

/** Medusa guards routes by the beginning of their paths. A guest of the store needs only the publishable key. */
function securityOf(place) {
  if (place.startsWith("/admin")) return [{ bearer: [] }, { session: [] }, { secret_key: [] }, { api_key: [] }]
  const customer = { publishable_key: [], bearer: [] }
  return place.startsWith("/store/customers/me") ? [customer] : [{ publishable_key: [] }, customer]
}

const pathParameters = (place) =>
  [...place.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }))

function queryParameters(query) {
  return Object.entries(query?.properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    ...(description ? { description } : {}),
    required: query.required?.includes(name) ?? false,
    schema,
  }))
}

function bodyOf(place, body, additionalData) {
  if (body === "form") {
    const file = { type: "string", contentMediaType: "application/octet-stream" }
    const field = place.endsWith("/photo") ? "photo" : "file"
    const schema = { type: "object", properties: { [field]: file }, required: [field] }
    return { required: true, content: { "multipart/form-data": { schema } } }
  }
  const own = { type: ["object", "null"], additionalProperties: true, description: "For the shop's own hooks." }
  const schema =
    additionalData && body.properties ? { ...body, properties: { ...body.properties, additional_data: own } } : body
  return { required: (schema.required ?? []).length > 0, content: { "application/json": { schema } } }
}

function success(schema, formats) {
  const [json] = (schema.anyOf ?? []).some(({ type }) => type === "string")
    ? schema.anyOf.filter(({ type }) => type !== "string")
    : [schema]
  const others = formats.map((format) => [format === "csv" ? "text/csv" : "text/html", { schema: { type: "string" } }])
  const own = json.type === "string" ? [] : [["application/json", { schema: json }]]
  return { description: "Done.", content: Object.fromEntries([...own, ...others]) }
}

/** Prepares descriptions for clients: docstrings without citations, with the names of their links. */
const forClients = (key, value) =>
  key === "description" && typeof value === "string"
    ? value.replace(CITATIONS, "").replace(/\{@link (\w+)\}/g, "`$1`")
    : value

/** Prints the document as it is committed. @returns {string} */
export const printDocument = (document) => `${JSON.stringify(document, forClients, 1)}\n`

export const DOCUMENT = path.join(root, "docs/openapi.json")

/** Whether the committed document matches the code. */
export const isCurrent = (printed) => fs.existsSync(DOCUMENT) && fs.readFileSync(DOCUMENT, "utf8") === printed
