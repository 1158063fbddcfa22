import { hasPermission } from "@medusajs/framework"
import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { isOurAdmin } from "./our-routes"

/** What a role has to allow: one of Medusa's policies, or one of src/policies. */
export type Permission = { resource: string; operation: "read" | "create" | "update" | "delete" }

const POINTS = /^\/admin\/(?:loyalty|(?:customers|orders)\/[^/]+\/loyalty)(?:\/|$)/i
const CREDIT = /^\/admin\/(?:credit|(?:customers|orders)\/[^/]+\/credit(?:-checks?|-charge)?)(?:\/|$)/i
const SYSTEM = /^\/admin\/clientele(?:\/|$)/i
/** Computes and writes nothing. */
const EXAMPLE = /^\/admin\/loyalty\/example\/?$/i
const CUSTOMERS = /^\/admin\/customer-profiles\/?$/i
const CUSTOMER = /^\/admin\/customer-profiles\/[^/]+\/?$/i
const ANONYMIZE = /^\/admin\/customers\/[^/]+\/anonymize\/?$/i

/**
 * The permission that a call of one of the plugin's admin routes needs (MUST_HOLD M73).
 *
 * @param path without its query
 */
export function permissionFor(method: string, path: string): Permission {
  const own = [
    ["clientele_points", POINTS],
    ["clientele_credit", CREDIT],
    ["clientele_system", SYSTEM],
  ] as const
  const resource = own.find(([, paths]) => paths.test(path))?.[0] ?? "customer"
  if (method === "GET" || method === "HEAD" || EXAMPLE.test(path)) {
    return { resource, operation: "read" }
  }
  return { resource, operation: resource === "customer" ? changeOfCustomer(method, path) : "update" }
}

function changeOfCustomer(method: string, path: string): Permission["operation"] {
  if (method === "POST" && CUSTOMERS.test(path)) {
    return "create"
  }
  const deletes = (method === "DELETE" && CUSTOMER.test(path)) || ANONYMIZE.test(path)
  return deletes ? "delete" : "update"
}

type FeatureFlags = { isFeatureEnabled(flag: string): boolean }

const hasRoles = (container: MedusaContainer) =>
  container.resolve<FeatureFlags>(ContainerRegistrationKeys.FEATURE_FLAG_ROUTER).isFeatureEnabled("rbac")

/**
 * Asks for the permission where the store has roles (Medusa's feature flag `rbac`); without them every admin user may do all.
 * Secret keys have no roles and pass, where Medusa lets them (ADR 0062).
 *
 * @throws `forbidden` naming the permission
 */
async function requirePermission(
  req: AuthenticatedMedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const path = req.originalUrl.split("?")[0] ?? ""
  const actor = req.auth_context?.actor_type
  if (!isOurAdmin(path) || actor !== "user" || !hasRoles(req.scope)) {
    next()
    return
  }
  const permission = permissionFor(req.method, path)
  const roles = (req.auth_context.app_metadata?.["roles"] as string[] | undefined) ?? []
  // Medusa's function allows everything to whoever has no role at all.
  if (roles.length === 0 || !(await hasPermission({ roles, actions: permission, container: req.scope }))) {
    throw clienteleError(
      "forbidden",
      `You need the permission ${permission.resource}:${permission.operation}. Ask an administrator to add it to your role.`,
    )
  }
  next()
}

export const permissionMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/*", middlewares: [requirePermission as NonNullable<MiddlewareRoute["middlewares"]>[number]] },
]
