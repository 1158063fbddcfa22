import { hasPermission } from "@medusajs/framework"
import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { isOurAdmin } from "./our-routes"

/** A permission: one of Medusa's policies, or one of src/policies. */
export type Permission = { resource: string; operation: "read" | "create" | "update" | "delete" }

const POINTS = /^\/admin\/(?:loyalty|clientele\/(?:imports|exports)|(?:customers|orders)\/[^/]+\/loyalty)(?:\/|$)/i
const CREDIT = /^\/admin\/(?:credit|(?:customers|orders)\/[^/]+\/credit(?:-checks?|-charge)?)(?:\/|$)/i
const SYSTEM = /^\/admin\/(?:clientele|webhooks)(?:\/|$)/i
/** These compute and write nothing. */
const EXAMPLE = /^\/admin\/loyalty\/(?:example|simulate)\/?$/i
const CUSTOMERS = /^\/admin\/customer-profiles\/?$/i
const CUSTOMER = /^\/admin\/customer-profiles\/[^/]+\/?$/i
const ANONYMIZE = /^\/admin\/customers\/[^/]+\/anonymize\/?$/i
/** Data of orders, with the permission of Medusa's own list of a customer's orders. */
const ORDERS = /^\/admin\/customers\/[^/]+\/(?:orders|analytics)\/?$/i
/** All data about a person, including points and credit. */
const EXPORT = /^\/admin\/customers\/[^/]+\/export\/?$/i

const reads = (resource: string): Permission => ({ resource, operation: "read" })

/** Permissions of parts of answers, beside their route's own permission (ADR 0062). */
export const READ_CUSTOMERS = reads("customer")
export const READ_ORDERS = reads("order")
export const READ_POINTS = reads("clientele_points")
export const READ_CREDIT = reads("clientele_credit")
export const UPDATE_CREDIT: Permission = { resource: "clientele_credit", operation: "update" }

/**
 * The permissions that a call of one of the plugin's admin routes needs, all of them (contract M73).
 *
 * @param path without its query
 */
export function permissionsFor(method: string, path: string): Permission[] {
  const own = permissionFor(method, path)
  if (EXPORT.test(path)) {
    return [own, READ_POINTS, READ_CREDIT]
  }
  return ORDERS.test(path) ? [own, READ_ORDERS] : [own]
}

function permissionFor(method: string, path: string): Permission {
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
 * Whether the caller's role has a permission, if the store has roles (Medusa's feature flag `rbac`). Without roles every
 * admin user has all permissions. Secret keys have no roles and pass, if Medusa lets them (ADR 0062).
 */
export async function isAllowed(req: MedusaRequest, permission: Permission): Promise<boolean> {
  const { auth_context } = req as Partial<AuthenticatedMedusaRequest>
  if (auth_context?.actor_type !== "user" || !hasRoles(req.scope)) {
    return true
  }
  const roles = (auth_context.app_metadata?.["roles"] as string[] | undefined) ?? []
  // Medusa's function allows everything to a user without any role.
  return roles.length > 0 && hasPermission({ roles, actions: permission, container: req.scope })
}

/** @throws `forbidden` naming the permission */
export async function requirePermission(req: MedusaRequest, permission: Permission): Promise<void> {
  if (!(await isAllowed(req, permission))) {
    throw clienteleError(
      "forbidden",
      `You need the permission ${permission.resource}:${permission.operation}. Ask an administrator to add it to your role.`,
    )
  }
}

/** The path is Express's own, because a client's absolute URL, or a URL with a fragment, reaches the same route. */
async function requireForRoute(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const path = `${req.baseUrl}${req.path}`
  for (const permission of isOurAdmin(path) ? permissionsFor(req.method, path) : []) {
    await requirePermission(req, permission)
  }
  next()
}

export const permissionMiddlewares: MiddlewareRoute[] = [{ matcher: "/admin/*", middlewares: [requireForRoute] }]
