import { routeTable, withIds } from "../../integration-tests/helpers/route-table"
import { scopeOf } from "../../src/api/shared/key-scope"
import { routedPath } from "../../src/api/shared/our-routes"

test.each([
  ["/admin/customers/cus_1/credit/members/cus_2", { kind: "customer", id: "cus_1" }],
  ["/ADMIN/Customers/cus%5F1/notes", { kind: "customer", id: "cus_1" }],
  ["/admin/customer-profiles/cus_1/", { kind: "customer", id: "cus_1" }],
  ["/admin/customer-profiles/by-external-id/7%2F8", { kind: "external_id", id: "7/8" }],
  ["/admin/orders/order_1/loyalty", { kind: "order", id: "order_1" }],
  ["/admin/credit/approvals/order_1/approve", { kind: "order", id: "order_1" }],
  ["/admin/credit/approvals", { kind: "accounts" }],
  ["/admin/credit/reconcile", { kind: "accounts" }],
  ["/admin/customer-profiles", { kind: "customers" }],
  ["/admin/loyalty/settings/loyalty_points_enabled", { kind: "store" }],
  ["/admin/clientele/api-keys", { kind: "store" }],
  ["/admin/clientele/api-keys/apk_1/mode", { kind: "user" }],
  ["/admin/surprise", undefined],
])("M69: %s has the scope %j", (path, scope) => {
  expect(scopeOf(path)).toEqual(scope)
})

// A test key may not call a new route until the route has a scope.
test("M69: every admin route of the plugin has a scope", () => {
  const admin = routeTable().filter(({ path }) => path.startsWith("/admin/"))
  expect(admin.length).toBeGreaterThan(50)
  expect(admin.filter(({ path }) => scopeOf(withIds(path)) === undefined)).toEqual([])
})

test("M69: the path is the one that Express routes by", () => {
  expect(routedPath({ baseUrl: "/admin/customers/cus_1/credit", path: "/" })).toBe("/admin/customers/cus_1/credit")
  expect(routedPath({ baseUrl: "/admin", path: "/customers/cus_1" })).toBe("/admin/customers/cus_1")
})
