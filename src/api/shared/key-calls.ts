import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { clienteleError } from "../../kernel/errors"
import { count } from "../../kernel/metrics"
import { API_KEY_MODULE, type ApiKeyModuleService, type KeyMode } from "../../modules/api_key"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import {
  findCustomerOfOrder,
  isCustomerOfMode,
  listTestCustomers,
  listTestMailboxes,
} from "../../workflows/shared/customers/customer-modes"
import { type KeyScope, scopeOf } from "./key-scope"
import { isOurAdmin, routedPath } from "./our-routes"
import { fullWindow, limitHeaders, whyLimited } from "./rate-limit-headers"
import { isStorable } from "./validate"

type Middleware = NonNullable<MiddlewareRoute["middlewares"]>[number]

const MODES = new WeakMap<object, KeyMode>()

/** The mode of the secret key that a request came with, on the plugin's admin routes; `undefined` for a signed-in user. */
export const keyModeOf = (req: object): KeyMode | undefined => MODES.get(req)

/** The same on any admin route, also Medusa's. */
export async function readKeyMode(req: MedusaRequest): Promise<KeyMode | undefined> {
  const { auth_context } = req as Partial<AuthenticatedMedusaRequest>
  return auth_context?.actor_type === "api-key"
    ? req.scope.resolve<ApiKeyModuleService>(API_KEY_MODULE).modeOf(auth_context.actor_id)
    : undefined
}

/**
 * Counts a call with a secret key and refuses it beyond the key's limits (contract R62, ADR 0065), and keeps live and test
 * customers apart (R61, contract M69, ADR 0067). It runs before every admin route of ours. The caller is the one that
 * Medusa verified. Admin users' sessions have no limits and see both modes. The store's API has no secret keys.
 *
 * @throws `rate_limited`; `not_found` for a customer of the other mode; `forbidden`
 */
async function admitKey(req: AuthenticatedMedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const path = routedPath(req)
  if (!isOurAdmin(path) || req.auth_context?.actor_type !== "api-key") {
    next()
    return
  }
  const key_id = req.auth_context.actor_id
  const keys = req.scope.resolve<ApiKeyModuleService>(API_KEY_MODULE)
  const mode = await keys.modeOf(key_id)
  await countCall(keys, { key_id, mode, method: req.method, path }, res)
  await checkScope(req, scopeOf(path), mode)
  MODES.set(req, mode)
  next()
}

type Call = Parameters<ApiKeyModuleService["countCall"]>[0]

async function countCall(keys: ApiKeyModuleService, call: Call, res: MedusaResponse): Promise<void> {
  const counted = await keys.countCall(call)
  if (!counted) {
    return
  }
  for (const [name, value] of Object.entries(limitHeaders(counted))) {
    res.setHeader(name, value)
  }
  if (!counted.allowed) {
    count("clientele.calls.rate_limited", { window: fullWindow(counted) })
    throw clienteleError("rate_limited", whyLimited(counted))
  }
}

async function checkScope(req: MedusaRequest, scope: KeyScope | undefined, mode: KeyMode): Promise<void> {
  if (scope && "id" in scope) {
    await checkCustomer(req, scope, mode)
    return
  }
  if (scope?.kind === "user") {
    throw clienteleError("forbidden", "A secret key cannot use this route. Sign in as an admin user.")
  }
  if (mode === "test" && !isForTestKeys(req.method, scope)) {
    throw notForTestKeys()
  }
}

export const notForTestKeys = (): Error =>
  clienteleError("forbidden", "A test key can use test customers only. Use a live key, or sign in.")

function isForTestKeys(method: string, scope: KeyScope | undefined): boolean {
  const reads = method === "GET" || method === "HEAD"
  return scope?.kind === "customers" || (scope?.kind === "store" && reads)
}

type Named = Extract<KeyScope, { id: string }>

async function checkCustomer({ scope: container }: MedusaRequest, named: Named, mode: KeyMode): Promise<void> {
  if (!isStorable(named.id) || !(await mayUse(container, named, mode))) {
    throw clienteleError("not_found", named.kind === "order" ? "Order not found" : "Customer not found")
  }
}

async function mayUse(container: MedusaRequest["scope"], named: Named, mode: KeyMode): Promise<boolean> {
  const id = await customerOf(container, named)
  return id === null ? mode === "live" : isCustomerOfMode(container, id, mode)
}

/** The customer in a path; `null` if it names none. The route then answers a live key. */
async function customerOf(container: MedusaRequest["scope"], { kind, id }: Named): Promise<string | null> {
  if (kind === "order") {
    return findCustomerOfOrder(container, id)
  }
  if (kind === "customer") {
    return id
  }
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  return (await profiles.findByExternalId(id))?.customer_id ?? null
}

/** The customers whose accounts a list leaves out for the caller: test customers, for a live key. */
export async function hiddenCustomers(req: MedusaRequest): Promise<string[]> {
  return keyModeOf(req) === "live" ? listTestCustomers(req.scope) : []
}

/** The same by mailbox. */
export async function hiddenMailboxes(req: MedusaRequest): Promise<string[]> {
  return keyModeOf(req) === "live" ? listTestMailboxes(req.scope) : []
}

export const keyCallMiddlewares: MiddlewareRoute[] = [{ matcher: "/admin/*", middlewares: [admitKey as Middleware] }]
