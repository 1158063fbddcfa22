import fs from "node:fs"
import path from "node:path"
import Medusa, { FetchError } from "@medusajs/js-sdk"
import { codeInMessage } from "../../src/api/shared/answers"
import { isRefusal, withClientele } from "../../src/client"
import { adminMethods } from "../../src/client/admin-methods"
import type { ToMethod } from "../../src/client/route-call"
import { storeMethods } from "../../src/client/store-methods"

const DOCUMENT = JSON.parse(fs.readFileSync(path.join(__dirname, "../../docs/openapi.json"), "utf8"))

/** Routes of the OpenAPI document, as the client names them. */
const documented = Object.entries<Record<string, unknown>>(DOCUMENT.paths).flatMap(([place, operations]) =>
  Object.keys(operations).map((verb) => `${verb.toUpperCase()} ${place.replace(/\{(\w+)\}/g, ":$1")}`),
)

/** Collects the routes of a tree of methods. */
function routesOf(tree: object): string[] {
  return Object.values(tree).flatMap((one) => (typeof one === "string" ? [one] : routesOf(one)))
}

const named = ((route: string) => route) as unknown as ToMethod

it("R65: the client has a method for every route except aliases and forms, which `call` sends", () => {
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
  const headers = { accept: "application/json, application/vnd.clientele.coded+json" }
  expect(sent).toEqual([
    ["/admin/customers/cus%201/contacts/ccon%2F1", { method: "POST", headers, body: { phone: "+4930123456" } }],
    ["/admin/customer-profiles", { method: "GET", headers, query: { limit: 5 } }],
    [
      "/admin/customers/cus_1/anonymize",
      { method: "POST", headers, body: { confirm: "cus_1" }, query: { dry_run: true } },
    ],
    ["/store/checkout/create-order", { method: "POST", headers, body: { cart_id: "cart_1" } }],
  ])
})

/** A client whose store answers so, with the code in the message if the client accepts that. */
function refusedBy(status: number, body: Record<string, unknown>, isOlder = false) {
  const sdk = withClientele(new Medusa({ baseUrl: "http://store.test", publishableKey: "pk_1" }))
  const fetching = jest.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    const accept = new Headers(init?.headers).get("accept") ?? ""
    return Response.json(isOlder ? body : codeInMessage(body, { headers: { accept } }), { status })
  })
  return sdk.admin.clientele.customers
    .create({ name: "Ada" })
    .catch((error: unknown) => error)
    .finally(() => fetching.mockRestore())
}

// Guards: `codeInMessage` in src/api/shared/answers.ts; `explained` in src/client/coded-refusal.ts.
it("R65: a refusal is js-sdk's own error with the store's code and message, and with the fields that it names", async () => {
  const message = "email: is required; shipping_address.zip: must have at most 20 characters"
  const error = await refusedBy(400, { type: "invalid_data", code: "invalid_request", message })
  expect(error).toBeInstanceOf(FetchError)
  expect(isRefusal(error, "invalid_request")).toBe(true)
  expect(isRefusal(error, "not_found")).toBe(false)
  expect(error).toMatchObject({
    status: 400,
    message,
    field: "email",
    fields: { email: "is required", "shipping_address.zip": "must have at most 20 characters" },
  })
  const gone = await refusedBy(404, { type: "not_found", code: "not_found", message: "Not found: check the id." })
  expect(gone).toMatchObject({ code: "not_found", message: "Not found: check the id.", field: undefined, fields: {} })
})

it("R65: an error without a code is no refusal, and keeps its message", async () => {
  const error = await refusedBy(502, { message: "bad gateway" }, true)
  expect(error).toMatchObject({ status: 502, message: "bad gateway" })
  expect(isRefusal(error)).toBe(false)
  expect(isRefusal(new TypeError("fetch failed"))).toBe(false)
})
