import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorLabel } from "../../kernel/error-text"
import { listCustomers } from "../../workflows/customers/list-customers"
import { customerSearch } from "../shared/customer-search"
import { readKeyMode } from "../shared/key-calls"
import { isAllowed, READ_CUSTOMERS } from "../shared/permissions"

/** The name with which the dashboard requests it (src/admin/search-entities.ts). */
const ENTITY = "clientele_customer"

/** Medusa's own group of customers, found by name and email address. */
const MEDUSAS = "customer"

/** Medusa's own limits of this route. */
const LIMIT = { usual: 20, most: 100 }

type Group = { entity: string; data: { id: string }[]; count: number; offset: number; limit: number }
type SearchQuery = { q?: unknown; entity?: unknown; limit?: unknown; offset?: unknown }

/** Names in `entity=a,b`, `entity[]=a` or `entity[0]=a`. */
function entitiesOf({ entity }: SearchQuery): string[] {
  const given = typeof entity === "string" ? entity.split(",") : Object.values(Object(entity))
  return given.map((one) => String(one).trim()).filter((one) => one !== "")
}

function wholeNumber(value: unknown, { usual, most }: { usual: number; most: number }): number {
  const number = Number(value ?? usual)
  return Number.isInteger(number) && number >= 0 ? Math.min(number, most) : usual
}

/** Customers of a page of the search, with the data that the dashboard shows. `more`: rows after the page. */
async function find(req: MedusaRequest, query: SearchQuery, more: number): Promise<Group> {
  const limit = wholeNumber(query.limit, LIMIT) || LIMIT.usual
  const offset = wholeNumber(query.offset, { usual: 0, most: Number.MAX_SAFE_INTEGER })
  const q = typeof query.q === "string" ? query.q.trim() : ""
  const none: Group = { entity: ENTITY, data: [], count: 0, offset, limit }
  if (!customerSearch.safeParse(q).success || !(await isAllowed(req, READ_CUSTOMERS))) {
    return none
  }
  const page = { limit: limit + more, offset, order: "-created_at" } as const
  const mode = await readKeyMode(req)
  const filters = mode === undefined ? { q } : { q, livemode: mode === "live" }
  const { customers, count } = await listCustomers(req.scope, filters, page)
  const data = customers.map(({ id, name, email, company_name, external_id }) => ({
    id,
    name,
    email,
    company_name,
    external_id,
  }))
  return { ...none, data, count }
}

/** The groups with ours after Medusa's customers, without customers that Medusa found. */
function withOurs(groups: Group[], ours: Group): Group[] {
  const at = groups.findIndex(({ entity }) => entity === MEDUSAS)
  const known = new Set((groups[at]?.data ?? []).map(({ id }) => id))
  const others = ours.data.filter(({ id }) => !known.has(id))
  const count = ours.count - (ours.data.length - others.length)
  const group = { ...ours, data: others.slice(0, ours.limit), count }
  const place = at < 0 ? groups.length : at + 1
  return [...groups.slice(0, place), group, ...groups.slice(place)]
}

/** If our search fails, Medusa's answer stays as it is. */
async function tryToFind(req: MedusaRequest, query: SearchQuery, more: number): Promise<Group | undefined> {
  try {
    return await find(req, query, more)
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the dashboard's search could not read customer profiles (${errorLabel(error)})`)
    return undefined
  }
}

/**
 * Answers for `clientele_customer` in the dashboard's search. Without its Search Module Medusa does not know this name, and
 * one unknown name makes it refuse the whole search (ADR 0060). Medusa answers for the other names.
 */
async function answerForOurs(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const query: SearchQuery = { ...req.query }
  const asked = entitiesOf(query)
  if (!asked.includes(ENTITY)) {
    next()
    return
  }
  const rest = asked.filter((name) => name !== ENTITY)
  const ours = await tryToFind(req, query, rest.includes(MEDUSAS) ? wholeNumber(query.limit, LIMIT) : 0)
  if (rest.length === 0) {
    res.json({ results: ours ? withOurs([], ours) : [] })
    return
  }
  // Medusa reads the result of its own check, which can have run already.
  for (const params of [req.query, req.validatedQuery] as (Record<string, unknown> | undefined)[]) {
    if (params) {
      params.entity = rest
    }
  }
  const json = res.json.bind(res)
  res.json = (body: unknown) => {
    const { results } = Object(body) as { results?: Group[] }
    return json(ours && Array.isArray(results) ? { ...Object(body), results: withOurs(results, ours) } : body)
  }
  next()
}

export const dashboardSearchMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/search", middlewares: [answerForOurs] },
]
