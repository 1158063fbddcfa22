import { routeTable, withIds } from "../../integration-tests/helpers/route-table"
import { permissionsFor } from "../../src/api/shared/permissions"
import { clientelePolicies } from "../../src/policies/clientele"

const said = (method: string, path: string) =>
  permissionsFor(method, path).map(({ resource, operation }) => `${resource}:${operation}`)

test.each([
  ["GET", "/admin/loyalty/settings", "clientele_points:read"],
  ["PUT", "/admin/loyalty/settings/loyalty_points_enabled", "clientele_points:update"],
  ["POST", "/admin/loyalty/example", "clientele_points:read"],
  ["POST", "/admin/loyalty/simulate", "clientele_points:read"],
  ["POST", "/admin/customers/cus_1/loyalty/adjustments", "clientele_points:update"],
  ["POST", "/admin/clientele/imports", "clientele_points:update"],
  ["GET", "/admin/clientele/exports/points", "clientele_points:read"],
  ["GET", "/admin/orders/order_1/loyalty", "clientele_points:read"],
  ["GET", "/admin/customers/cus_1/credit", "clientele_credit:read"],
  ["POST", "/admin/customers/cus_1/credit-check", "clientele_credit:update"],
  ["DELETE", "/admin/customers/cus_1/credit/members/cus_2", "clientele_credit:update"],
  ["POST", "/ADMIN/Credit/approvals/order_1/approve", "clientele_credit:update"],
  ["POST", "/admin/orders/order_1/credit-charge", "clientele_credit:update"],
  ["POST", "/admin/credit/reconcile", "clientele_credit:update"],
  ["POST", "/admin/customers/cus_1/credit/refunds", "clientele_credit:update"],
  ["GET", "/admin/orders/order_1/credit", "clientele_credit:read"],
  ["GET", "/admin/customers/cus_1/timeline", "customer:read"],
  ["GET", "/admin/customers/cus_1/orders/", "customer:read", "order:read"],
  ["GET", "/admin/customers/cus_1/analytics", "customer:read", "order:read"],
  ["GET", "/admin/customers/cus_1/export", "customer:read", "clientele_points:read", "clientele_credit:read"],
  ["POST", "/admin/clientele/jobs/mail-1/retry", "clientele_system:update"],
  ["GET", "/admin/customer-profiles", "customer:read"],
  ["POST", "/admin/customer-profiles", "customer:create"],
  ["POST", "/admin/customer-profiles/cus_1", "customer:update"],
  ["DELETE", "/admin/customer-profiles/cus_1", "customer:delete"],
  ["POST", "/admin/customers/cus_1/anonymize", "customer:delete"],
  ["DELETE", "/admin/customers/cus_1/notes/note_1", "customer:update"],
])("M73: %s %s needs %s", (method, path, ...permissions) => {
  expect(said(method, path)).toEqual(permissions)
})

test("M73: every admin route needs a permission that a role can have", () => {
  const policies = (clientelePolicies as { policies: { resource: string; operation: string }[] }).policies
  const known = new Set([
    ...policies.map(({ resource, operation }) => `${resource}:${operation}`),
    ...["read", "create", "update", "delete"].map((operation) => `customer:${operation}`),
    "order:read",
  ])
  const admin = routeTable().filter(({ path }) => path.startsWith("/admin/"))
  expect(admin.length).toBeGreaterThan(50)
  for (const { method, path } of admin) {
    const needed = said(method, withIds(path))
    expect([path, needed.length > 0, needed.every((one) => known.has(one))]).toEqual([path, true, true])
  }
})
