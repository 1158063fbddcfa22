import fc from "fast-check"
import { ADMIN_USER } from "../../helpers/admin-user"
import { type Api, createApi } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import { tokenOf } from "../../helpers/redemption"
import { routeTable, withIds } from "../../helpers/route-table"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** What holds on every route of the plugin: the tests find the routes by themselves. */
export function everyRoute(open: () => OpenStore): void {
  type Refusal = { type: string; code: string; message: string }

  let database: TestDatabase
  let store: Store
  let shop: Shop
  let shopper: Api
  /** The shopper's, after a code. Without it a cart's points are refused before the cart is read. */
  let token: string

  beforeAll(async () => {
    ;({ database, store, shop } = open())
    await open().begin({ loyalty_points_enabled: true })
    const customer = await shop.register()
    shopper = shop.as(customer)
    token = await tokenOf(database, customer.email)
  })

  const adminToken = async () =>
    (await createApi(store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)).token
  const routes = routeTable().map(({ method, path }) => [method, withIds(path)] as const)
  const apiOf = (path: string) => (path.startsWith("/admin/") ? shop.admin : shopper)
  const changing = routes.filter(([method]) => method !== "GET")

  // Guard: `validate` in the middlewares of each route.
  test.each(routes)(
    "M76: %s %s refuses query parameters that it does not know, and names them",
    async (method, path) => {
      const body = method === "GET" || method === "DELETE" ? undefined : {}
      for (const key of ["surprise", ...(path.endsWith("/create-order") ? [] : ["fields"])]) {
        const answer = await apiOf(path).send<Refusal>(method, `${path}?${key}=true`, body)
        expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: "invalid_request" })
        expect(answer.body.message).toContain(`${key}: is not a known field`)
      }
    },
  )

  test.each(changing.filter(([method, path]) => method === "DELETE" || !/\/(?:photo|imports)$/.test(path)))(
    "M76: %s %s refuses fields of the body that it does not know, and names them",
    async (method, path) => {
      const answer = await apiOf(path).send<Refusal>(method, path, { surprise: true })
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: "invalid_request" })
      expect(answer.body.message).toContain("surprise: is not a known field")
    },
  )

  test("M76: a photo with an unknown query parameter or field is refused", async () => {
    const authorization = `Bearer ${await adminToken()}`
    const send = (query: string, form: FormData) =>
      fetch(`${store.url}/admin/customers/unknown/photo${query}`, {
        method: "POST",
        headers: { authorization },
        body: form,
      })
    const photo = () => {
      const form = new FormData()
      form.set("photo", new Blob([Buffer.from("ffd8ff", "hex")]), "photo.jpg")
      return form
    }
    const asked = await send("?surprise=1", photo())
    expect(asked.status).toBe(400)
    expect(await asked.json()).toMatchObject({ code: "invalid_request", message: "surprise: is not a known field" })
    const more = photo()
    more.set("surprise", "1")
    expect((await send("", more)).status).toBe(400)
  })

  /** What routes with an id must be sent so that only their ids are wrong. A new route with a body is refused with a 400 until it is here. */
  const BODIES: Record<string, object> = {
    "/admin/clientele/api-keys/:id/mode": { mode: "test" },
    "/admin/customers/:id/contacts": { name: "x" },
    "/admin/customers/:id/credit/adjustments": { amount: 1, reason: "x" },
    "/admin/customers/:id/credit/allocations": { allocations: [{ receivable_id: "crec_unknown", amount: 1 }] },
    "/admin/customers/:id/credit/credit-memos": { amount: 1, reason: "x" },
    "/admin/customers/:id/credit/entries/:entry_id/reverse": { reason: "x" },
    "/admin/customers/:id/credit/members": { customer_id: "unknown" },
    "/admin/customers/:id/credit/payments": { amount: 1 },
    "/admin/customers/:id/credit/receivables/:receivable_id/dispute": { reason: "x" },
    "/admin/customers/:id/credit/refunds": { amount: 1, reason: "x" },
    "/admin/customers/:id/credit/write-offs": { receivable_id: "crec_unknown", reason: "x" },
    "/admin/customers/:id/loyalty/adjustments": { points: 1, reason: "x" },
    "/admin/customers/:id/loyalty/merge": { email: newEmail(), reason: "x" },
    "/admin/customers/:id/notes": { body: "x" },
    "/admin/customers/:id/notes/:note_id": { body: "x" },
    "/admin/webhooks/:id/recover": { since: "2026-11-01T00:00:00Z" },
    "/store/carts/:id/loyalty-redemption": { points: 1 },
  }
  const NO_BODY = /\/(?:apply|cancel|import[^/]*\/[^/]+\/reverse|retry|rotate-secret|test|redeliver)$/
  const bodyFor = (method: string, path: string) => {
    if (method === "GET" || method === "DELETE" || NO_BODY.test(path)) return undefined
    return path.endsWith("/loyalty-redemption") ? { ...BODIES[path], token } : (BODIES[path] ?? {})
  }
  const queryFor = (method: string, path: string) =>
    method === "GET" && path.endsWith("/merge") ? `?email=${newEmail()}` : ""
  // A kind of file and a setting belong to no customer. A photo is a form: photo.part.ts.
  const withId = routeTable()
    .filter(({ path }) => path.includes("/:") && !/:kind|:key/.test(path))
    .filter(({ method, path }) => method === "DELETE" || !path.endsWith("/photo"))
    .map(({ method, path }) => [method, path] as const)

  // Guard: take the look at the customer, order, cart or row out of any workflow.
  test.each(withId)("M38: %s %s answers 404 for an unknown id", async (method, path) => {
    const url = `${withIds(path)}${queryFor(method, path)}`
    const { status, body } = await apiOf(path).send<Refusal>(method, url, bodyFor(method, path))
    expect([status, body]).toEqual([404, expect.objectContaining({ code: "not_found" })])
  })

  describe("what belongs to another customer", () => {
    /** Another customer's rows, by the parameter of the path. */
    const foreign: Record<string, string> = {}
    let [own, other] = ["", ""]
    const state = async () => {
      const read = (rest: string) => shop.admin.get(`/admin/customers/${other}/${rest}`)
      return Promise.all(
        ["contacts", "notes", "credit", "credit/entries", "credit/receivables", "credit/members", "credit-checks"].map(
          read,
        ),
      )
    }

    beforeAll(async () => {
      const make = async () => {
        const { id } = await shop.register()
        await shop.admin.post(`/admin/customers/${id}/credit`, { credit_limit: 500 })
        return id
      }
      ;[own, other] = [await make(), await make()]
      const post = (rest: string, body: object) =>
        shop.admin.post<Record<string, { id: string }>>(`/admin/customers/${other}/${rest}`, body)
      foreign.contact_id = String((await post("contacts", { name: "Bo" })).contact?.id)
      foreign.note_id = String((await post("notes", { body: "x" })).note?.id)
      foreign.check_id = String((await post("credit-check", {})).credit_check?.id)
      foreign.entry_id = String((await post("credit/adjustments", { amount: 5, reason: "x" })).entry?.id)
      const sql = "select id from clientele_credit_receivable where account_id = $1"
      foreign.receivable_id = String((await query<{ id: string }>(database, sql, [other]))[0]?.id)
      foreign.member_id = other
    })

    const nested = withId.filter(([, path]) => /:\w+_id/.test(path) && !path.includes(":external_id"))

    // Guard: the customer's id beside the row's in each statement that finds a row.
    test.each(nested)(
      "M38: %s %s answers 404 for another customer's row, which stays as it is",
      async (method, path) => {
        const before = await state()
        const url = path.replace(":id", own).replace(/:(\w+)/g, (_, name: string) => {
          if (!foreign[name]) throw new Error(`make a row of another customer for :${name}`)
          return foreign[name]
        })
        const { status, body } = await apiOf(path).send<Refusal>(method, url, bodyFor(method, path))
        expect([status, body]).toEqual([404, expect.objectContaining({ code: "not_found" })])
        expect(await state()).toEqual(before)
      },
    )
  })

  // Guard: answerWithCodes (src/api/shared/answers.ts).
  const closed = routes.filter(([, path]) => /^\/(?:admin|store\/customers\/me)\//.test(path))
  test.each(closed)("R60: %s %s answers 401 with a code to callers who are not signed in", async (method, path) => {
    const nobody = path.startsWith("/admin/") ? createApi(store.url) : shop.guest
    expect(await nobody.send(method, path)).toMatchObject({
      status: 401,
      body: { type: "unauthorized", code: "unauthorized" },
    })
  })

  // Guards: answerWithCodes; for the method and the path refuseUnknown (src/api/shared/unknown-routes.ts).
  test.each<[string, string, string, unknown, Record<string, string>, number, string]>([
    ["a body that is not JSON", "POST", "/admin/loyalty/reconcile", "{since:", {}, 400, "invalid_json"],
    ["a body that is not JSON, from a shopper", "POST", "/store/loyalty/preview", '{"a":NaN}', {}, 400, "invalid_json"],
    ["a large body", "POST", "/admin/customer-profiles", { name: "x".repeat(200_000) }, {}, 413, "body_too_large"],
    [
      "a form",
      "POST",
      "/store/loyalty/preview",
      "email=a",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported_media_type",
    ],
    [
      "text",
      "PUT",
      "/admin/loyalty/settings/x",
      '{"value":1}',
      { "content-type": "text/plain" },
      415,
      "unsupported_media_type",
    ],
    [
      "JSON in Latin 1",
      "POST",
      "/admin/loyalty/reconcile",
      "{}",
      { "content-type": "application/json; charset=latin1" },
      415,
      "unsupported_media_type",
    ],
    ["a method that a path does not have", "PATCH", "/admin/loyalty/settings", {}, {}, 405, "method_not_allowed"],
    [
      "a method that a shopper's path does not have",
      "PUT",
      "/store/carts/x/loyalty-redemption",
      {},
      {},
      405,
      "method_not_allowed",
    ],
    ["a path that does not exist", "GET", "/admin/loyalty/nothing", undefined, {}, 404, "not_found"],
    ["a shopper's path that does not exist", "GET", "/store/loyalty/nothing", undefined, {}, 404, "not_found"],
    ["a path that cannot be decoded", "GET", "/admin/customers/%E0%A4%A/notes", undefined, {}, 404, "not_found"],
    [
      "no publishable key",
      "GET",
      "/store/loyalty/config",
      undefined,
      { "x-publishable-api-key": "" },
      400,
      "not_allowed",
    ],
    [
      "an unknown publishable key",
      "GET",
      "/store/loyalty/config",
      undefined,
      { "x-publishable-api-key": "pk_x" },
      400,
      "not_allowed",
    ],
  ])("R60: %s is refused with a code", async (_what, method, path, body, headers, status, code) => {
    const answer = await apiOf(path).send<Refusal>(method, path, body, headers)
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
    expect(Object.keys(answer.body).sort()).toEqual(["code", "message", "type"])
  })

  // Guard: TELLING (src/api/shared/answers.ts).
  test("R60: an internal failure is a 500 without details", async () => {
    await query(database, "alter table clientele_points_setting_change rename to clientele_away")
    await query(database, "alter table clientele_points_setting rename to clientele_away_too")
    const answer = await shop.guest
      .send<Refusal>("GET", "/store/loyalty/config")
      .finally(() => query(database, "alter table clientele_away rename to clientele_points_setting_change"))
      .finally(() => query(database, "alter table clientele_away_too rename to clientele_points_setting"))
    expect(answer).toMatchObject({ status: 500, body: { type: "unexpected_state", code: "unexpected" } })
    expect(answer.body.message).not.toMatch(/clientele|relation|exist/)
  })

  // Guard: inClientWords (src/api/shared/answers.ts).
  test("M34: a workflow's refusal uses the client's field name", async () => {
    const fields = { name: "Twin", merchant_customer_id: newEmail() }
    expect((await shop.admin.send("POST", "/admin/customer-profiles", fields)).status).toBe(201)
    const answer = await shop.admin.send<Refusal>("POST", "/admin/customer-profiles", fields)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.message).toMatch(/^merchant_customer_id: /)
  })

  test("R60: a 405 lists the methods of the route", async () => {
    const answer = await shop.admin.send<Refusal>("DELETE", "/admin/customer-profiles")
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"])
  })

  // Guard: isOurs in `prepare` (src/api/requests.ts) and in refuseUnknown.
  test("R60: Medusa's own routes answer as without the plugin", async () => {
    expect(await createApi(store.url).send("GET", "/admin/customers")).toMatchObject({
      status: 401,
      body: { message: "Unauthorized" },
    })
    const missing = await shop.admin.send<Refusal>("GET", "/admin/customers/cus_unknown")
    expect(missing.body).not.toHaveProperty("code")
    expect(await shop.admin.send("PATCH", "/admin/customers")).toMatchObject({
      status: 404,
      body: expect.stringContaining("Cannot PATCH"),
    })
    expect((await shop.admin.send<Refusal>("POST", "/admin/customers", "{x")).body).not.toHaveProperty("code")
  })

  test("R9: points, entries and payment methods of a deleted customer are read on request", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    const at = `/admin/customers/${customer.id}`
    await shop.admin.post(`${at}/loyalty/adjustments`, { points: 70, reason: "x" })
    await shop.admin.delete(`/admin/customer-profiles/${customer.id}`)
    for (const path of [`${at}/loyalty`, `${at}/loyalty/entries`, `${at}/payment-methods`]) {
      expect((await shop.admin.send("GET", path)).status).toBe(404)
      expect((await shop.admin.send("GET", `${path}?with_deleted=false`)).status).toBe(404)
    }
    expect(await shop.admin.get(`${at}/loyalty?with_deleted=true`)).toMatchObject({ loyalty: { points_balance: 70 } })
    expect(await shop.admin.get(`${at}/loyalty/entries?with_deleted=true`)).toMatchObject({ entries: [{ points: 70 }] })
    expect(await shop.admin.get(`${at}/payment-methods?with_deleted=true`)).toMatchObject({
      count: 0,
      limit: 50,
      offset: 0,
    })
    expect((await shop.admin.send("POST", `${at}/loyalty/adjustments`, { points: 1, reason: "x" })).status).toBe(404)
  })

  test("R10: contacts, notes, orders and payment methods are paged by page and page_size, too", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    const at = `/admin/customers/${customer.id}`
    for (const name of ["a", "b", "c"]) {
      await shop.admin.post(`${at}/contacts`, { name })
      await shop.admin.post(`${at}/notes`, { body: name })
    }
    const second = { limit: 2, offset: 2 }
    expect(await shop.admin.get(`${at}/contacts?page=2&page_size=2`)).toMatchObject({
      ...second,
      count: 3,
      contacts: [{ name: "c" }],
    })
    expect(await shop.admin.get(`${at}/notes?page=2&page_size=2`)).toMatchObject({
      ...second,
      count: 3,
      notes: [{ body: "a" }],
    })
    expect(await shop.admin.get(`${at}/orders?page=2&page_size=2`)).toMatchObject({ ...second, page: 2, orders: [] })
    expect(await shop.admin.get(`${at}/payment-methods?page=2&page_size=2`)).toMatchObject(second)
    expect(await shopper.get("/store/customers/me/contacts?page=2&page_size=2")).toMatchObject(second)
  })

  /** Cursors that are none: the right form around what no list has handed out, and noise. */
  const inside = (order: string, value: fc.Arbitrary<unknown>) =>
    fc
      .tuple(value, fc.oneof(fc.string({ maxLength: 30 }), fc.integer()), fc.oneof(fc.integer(), fc.double()))
      .map((rest) => Buffer.from(JSON.stringify([order, ...rest])).toString("base64url"))
  const dateLike = fc.stringMatching(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d$/)
  const noise = fc.oneof(
    fc.string({ minLength: 1, maxLength: 200 }),
    fc.constantFrom(
      "\0",
      "0".repeat(1900),
      "99999999999999999999",
      "2026-99-99",
      "-1",
      "1e3",
      "null",
      "[]",
      "1;drop table",
    ),
  )

  // Guard: isMoment (modules/customer_projection/domain/cursor.ts).
  test("M53: the list of customers answers every crafted cursor with 200 or a 400 on cursor", async () => {
    const crafted = fc.oneof(
      noise,
      inside("-created_at", dateLike),
      inside("-created_at", fc.string()),
      inside("email", fc.string()),
    )
    await fc.assert(
      fc.asyncProperty(crafted, async (cursor) => {
        const path = `/admin/customer-profiles?limit=1&cursor=${encodeURIComponent(cursor)}`
        const { status, body } = await shop.admin.send<Refusal>("GET", path)
        if (status !== 200) {
          expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" })
          expect(body.message).toMatch(/^cursor: /)
        }
      }),
      { numRuns: 150 },
    )
    for (const value of [
      "2026-99-99 00:00:00+00",
      "2026-02-30 00:00:00+00",
      "2026-01-01 25:00:00+00",
      "999999-01-01 00:00:00+00",
      "0000-01-01 00:00:00+00",
      "2026-01-01 00:00:00+99",
    ]) {
      const cursor = Buffer.from(JSON.stringify(["-created_at", value, "cus_1", 1])).toString("base64url")
      const answer = await shop.admin.send<Refusal>("GET", `/admin/customer-profiles?cursor=${cursor}`)
      expect({ value, status: answer.status, code: answer.body.code }).toEqual({
        value,
        status: 400,
        code: "invalid_request",
      })
    }
  })

  // Guards: isEntriesCursor; checkReconcileCursor (workflows/points/reconcile-cursor.ts).
  test("M53: entries and reconcile answer every crafted cursor with a 400 on cursor, or entries with 200", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    const since = new Date(Date.now() + 3_600_000).toISOString()
    const refused = ({ status, body }: { status: number; body: Refusal }) => {
      expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" })
      expect(body.message).toMatch(/^cursor: /)
    }
    await fc.assert(
      fc.asyncProperty(noise, async (cursor) => {
        const path = `/admin/customers/${customer.id}/loyalty/entries?cursor=${encodeURIComponent(cursor)}`
        const entries = await shop.admin.send<Refusal>("GET", path)
        if (entries.status !== 200) refused(entries)
        refused(await shop.admin.send<Refusal>("POST", "/admin/loyalty/reconcile", { since, cursor }))
      }),
      { numRuns: 60 },
    )
  })
}
