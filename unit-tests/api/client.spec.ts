import fs from "node:fs"
import path from "node:path"
import Medusa from "@medusajs/js-sdk"
import { withClientele } from "../../src/client"
import { adminMethods } from "../../src/client/admin-methods"
import type { ToMethod } from "../../src/client/route-call"
import { storeMethods } from "../../src/client/store-methods"

const DOCUMENT = JSON.parse(fs.readFileSync(path.join(__dirname, "../../docs/openapi.json"), "utf8"))

/** Routes of the document, as the client names them. */
const documented = Object.entries<Record<string, unknown>>(DOCUMENT.paths).flatMap(([place, operations]) =>
  Object.keys(operations).map((verb) => `${verb.toUpperCase()} ${place.replace(/\{(\w+)\}/g, ":$1")}`),
)

/** The routes of a tree of methods. */
function routesOf(tree: object): string[] {
  return Object.values(tree).flatMap((one) => (typeof one === "string" ? [one] : routesOf(one)))
}

const named = ((route: string) => route) as unknown as ToMethod

it("R65: the client has a method for every route; `call` has those that say the same again, and the forms", () => {
  const methods = [...routesOf(adminMethods(named)), ...routesOf(storeMethods(named))]
  expect(new Set(methods).size).toBe(methods.length)
  expect(methods.filter((route) => !documented.includes(route))).toEqual([])
  const others = documented.filter((route) => !methods.includes(route))
  expect(others.filter((route) => !/^(PUT|PATCH) /.test(route))).toEqual([
    "POST /admin/clientele/imports",
    "POST /admin/customers/:id/photo",
  ])
})

it("R65: a method puts ids into the path, then takes the body and the query, and sends them as js-sdk does", async () => {
  const sdk = withClientele(new Medusa({ baseUrl: "http://store.test", publishableKey: "pk_1" }))
  const sent: unknown[] = []
  sdk.client.fetch = (async (...args: unknown[]) => {
    sent.push(args)
    return {}
  }) as typeof sdk.client.fetch
  await sdk.admin.clientele.contacts.update("cus 1", "ccon/1", { phone: "+4930123456" })
  await sdk.admin.clientele.customers.list({ limit: 5 })
  await sdk.admin.clientele.customers.anonymize("cus_1", { confirm: "cus_1" } as never, { dry_run: true } as never)
  await sdk.store.clientele.checkout.createOrder({ cart_id: "cart_1" })
  expect(sent).toEqual([
    ["/admin/customers/cus%201/contacts/ccon%2F1", { method: "POST", headers: {}, body: { phone: "+4930123456" } }],
    ["/admin/customer-profiles", { method: "GET", headers: {}, query: { limit: 5 } }],
    [
      "/admin/customers/cus_1/anonymize",
      { method: "POST", headers: {}, body: { confirm: "cus_1" }, query: { dry_run: true } },
    ],
    ["/store/checkout/create-order", { method: "POST", headers: {}, body: { cart_id: "cart_1" } }],
  ])
})
