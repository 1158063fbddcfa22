import fs from "node:fs"
import path from "node:path"
import { isOurAdmin } from "../../src/api/shared/our-routes"
import { authorizationFor } from "../../src/api/shared/secret-keys"

const ROUTES = path.join(__dirname, "../../src/api")

/** The path of every route file in a folder, with an id in place of each parameter. */
function pathsOf(dir: string, route = ""): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      return pathsOf(path.join(dir, entry.name), `${route}/${entry.name.replace(/^\[(.+)\]$/, "some_$1")}`)
    }
    return entry.name === "route.ts" ? [route] : []
  })
}

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`

test("R60: every admin route of the plugin takes keys in more places, and no route of Medusa's does", () => {
  const ours = pathsOf(ROUTES).filter((route) => route.startsWith("/admin/"))
  expect(ours.length).toBeGreaterThan(15)
  expect(ours.filter((route) => !isOurAdmin(`${route}?limit=1`))).toEqual([])
  const medusas = [
    "/admin/customers",
    "/admin/customers/cus_1",
    "/admin/customers/cus_1/addresses",
    "/admin/customers/cus_1/customer-groups",
    "/admin/customers/loyalty",
    "/admin/orders",
    "/admin/orders/order_1",
    "/admin/loyalty-programmes",
    "/store/customers/me/loyalty",
    "/",
    undefined,
  ]
  expect(medusas.filter(isOurAdmin)).toEqual([])
})

test("R60: a key in X-API-Key or as the user of Basic becomes the header that Medusa reads", () => {
  expect(authorizationFor({ "x-api-key": "sk_1" })).toBe("Basic sk_1")
  for (const credentials of ["sk_1:", "sk_1", "sk_1:anything", "sk_1:with:colons"]) {
    expect(authorizationFor({ authorization: basic(credentials) })).toBe("Basic sk_1")
  }
})

test("R60: everything else stays as it is, and an Authorization header wins", () => {
  for (const authorization of ["Bearer token", "Basic sk_1", basic("ann:secret"), "Basic", "Basic %%%", ""]) {
    expect(authorizationFor({ authorization, "x-api-key": "sk_1" })).toBe(authorization)
  }
  expect(authorizationFor({ "x-api-key": "pk_1" })).toBeUndefined()
  expect(authorizationFor({})).toBeUndefined()
})
