import net from "node:net"
import { scopeOf } from "../../../src/api/shared/key-scope"
import { ADMIN_USER } from "../../helpers/admin-user"
import { type Api, createApi } from "../../helpers/api"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, tokenOf } from "../../helpers/redemption"
import { routeTable, withIds } from "../../helpers/route-table"
import { newEmail, type Shop } from "../../helpers/shop"

type Mode = "live" | "test"
type Shown = { id: string; email: string; livemode: boolean; test: boolean; updated_at: string; external_id: string }
type Refusal = { code: string; message: string }
type KeyView = { id: string; title: string; mode: Mode; mode_changes: { mode: Mode; actor_id: string }[] }
/** A customer of each mode, with an order, and the key of that mode. */
type Side = { key: Api; keyId: string; token: string; customer: Shown; order: string }

const ROOT = "/admin/customer-profiles"
const KEYS = "/admin/clientele/api-keys"
const IMPORTS = "/admin/clientele/imports"
const other = (mode: Mode): Mode => (mode === "live" ? "test" : "live")

/** Live and test keys, and what each sees (contract R61, M69). */
export function keyModes(open: () => OpenStore): void {
  let shop: Shop
  const sides = {} as Record<Mode, Side>

  const makeKey = async (title: string) => {
    const { api_key } = await shop.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
      title,
      type: "secret",
    })
    const authorization = `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}`
    return { keyId: api_key.id, token: api_key.token, key: createApi(open().store.url, { authorization }) }
  }
  const read = async (id: string) => (await shop.admin.get<{ customer: Shown }>(`${ROOT}/${id}`)).customer

  /** What a call could change of a customer; figures of orders follow an order by a second or two. */
  async function stateOf(id: string): Promise<unknown[]> {
    const { total_orders, total_spent, lifetime_value, last_order_at, recent_orders, ...customer } = (await read(
      id,
    )) as Shown & Record<string, unknown>
    const { loyalty } = await shop.admin.get<{ loyalty: unknown }>(`/admin/customers/${id}/loyalty`)
    const { credit } = await shop.admin.get<{ credit: unknown }>(`/admin/customers/${id}/credit`)
    return [customer, loyalty, credit]
  }

  beforeAll(async () => {
    ;({ shop } = open())
    for (const mode of ["live", "test"] as const) {
      const made = await makeKey(`${mode} key`)
      if (mode === "test") await shop.admin.post(`${KEYS}/${made.keyId}/mode`, { mode })
      const email = newEmail(mode)
      const { customer } = await made.key.post<{ customer: Shown }>(ROOT, {
        ...{ name: `${mode} customer`, email, external_id: `ext-${email}` },
        ...{ credit_limit: "500", payment_terms: "net_30" },
      })
      const { id: order } = await shop.placeOrder({ email })
      await made.key.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 7, reason: mode })
      await made.key.post(`/admin/customers/${customer.id}/credit/adjustments`, {
        ...{ amount: "10", currency_code: "usd", reason: mode, idempotency_key: `${mode}-10` },
      })
      sides[mode] = { ...made, customer, order }
    }
  }, 120_000)

  // Guard: `livemode` in the handler of POST /admin/customer-profiles.
  test("R61: a customer has the mode of the key that created it, and a signed-in user sees both modes", async () => {
    for (const mode of ["live", "test"] as const) {
      const { customer, keyId } = sides[mode]
      const shown = { livemode: mode === "live", test: mode === "test" }
      expect(customer).toMatchObject(shown)
      expect(await read(customer.id)).toMatchObject({ ...shown, created_by: keyId })
      expect(
        (await query(open().database, 'select customer_id from "order" where id = $1', [sides[mode].order]))[0],
      ).toEqual({ customer_id: customer.id })
    }
    const listed = async (filter: string) => {
      const found = await shop.admin.get<{ customers: Shown[] }>(`${ROOT}?q=customer&limit=100${filter}`)
      const ids = found.customers.map(({ id }) => id)
      return [ids.includes(sides.live.customer.id), ids.includes(sides.test.customer.id)]
    }
    expect(await listed("")).toEqual([true, true])
    expect(await listed("&livemode=true")).toEqual([true, false])
    expect(await listed("&livemode=false")).toEqual([false, true])
  })

  test("R61: admin users see the keys with their modes and who changed them; keys cannot change a mode", async () => {
    const { api_keys } = await shop.admin.get<{ api_keys: KeyView[] }>(`${KEYS}?limit=100`)
    const find = (mode: Mode) => api_keys.find(({ id }) => id === sides[mode].keyId)
    expect(find("live")).toMatchObject({ title: "live key", mode: "live", mode_changes: [] })
    expect(find("test")).toMatchObject({
      mode: "test",
      mode_changes: [{ mode: "test", actor_id: expect.stringMatching(/^user_/) }],
    })
    expect(JSON.stringify(api_keys)).not.toContain(sides.live.token)
    for (const mode of ["live", "test"] as const) {
      const { key, keyId } = sides[mode]
      const answer = await key.send<Refusal>("POST", `${KEYS}/${keyId}/mode`, { mode: other(mode) })
      expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } })
    }
    expect(await shop.admin.send("POST", `${KEYS}/apk_unknown/mode`, { mode: "test" })).toMatchObject({ status: 404 })
    const bad = await shop.admin.send<Refusal>("POST", `${KEYS}/${sides.live.keyId}/mode`, { mode: "sandbox" })
    expect([bad.status, bad.body.message]).toEqual([400, expect.stringMatching(/^mode: /)])
  })

  // Guard: `livemode` in dashboard-search.ts.
  test("M69: the dashboard's search finds customers of the key's mode only", async () => {
    type Found = { results: { entity: string; data: { id: string }[]; count: number }[] }
    const find = async (api: Api, mode: Mode) => {
      const { email, id } = sides[mode].customer
      const q = encodeURIComponent(email)
      const { results } = await api.get<Found>(`/admin/search?entity=clientele_customer&q=${q}`)
      return results.flatMap(({ data }) => data).some((one) => one.id === id)
    }
    for (const mode of ["live", "test"] as const) {
      const seen = [
        await find(sides[mode].key, mode),
        await find(sides[mode].key, other(mode)),
        await find(shop.admin, mode),
      ]
      expect([mode, ...seen]).toEqual([mode, true, false, true])
    }
  })

  // Guard: notForTestKeys in admin-fields.ts. Medusa's routes show all customers to every key.
  test("M69: a test key reads no data of the plugin through the fields of Medusa's routes", async () => {
    for (const path of [
      "/admin/customers?fields=id,*clientele_points_account",
      `/admin/customers/${sides.live.customer.id}?fields=clientele_profile.tax_id`,
      "/admin/orders?fields=id,*customer.clientele_notes",
      "/admin/customers?fields=id&order=clientele_profile.name",
    ]) {
      const statuses = [sides.test, sides.live].map(async ({ key }) => (await key.send("GET", path)).status)
      expect([path, ...(await Promise.all(statuses))]).toEqual([path, 403, 200])
    }
    expect((await sides.test.key.send("GET", "/admin/customers?fields=id")).status).toBe(200)
  })

  // Guard: isStorable in checkCustomer (src/api/shared/key-calls.ts): PostgreSQL stores no NUL character.
  test.each([
    "/admin/customers/%00/notes",
    "/admin/orders/order_%00/loyalty",
    "/admin/credit/approvals/%00/approve",
    `${ROOT}/by-external-id/a%00`,
  ])("M69, R60: %s answers 404 to a key of either mode", async (path) => {
    const method = path.endsWith("approve") ? "POST" : "GET"
    for (const mode of ["live", "test"] as const) {
      const { status, body } = await sides[mode].key.send<Refusal>(method, path, method === "POST" ? {} : undefined)
      expect([mode, status, body.code]).toEqual([mode, 404, "not_found"])
    }
  })

  test("R61: a change of mode counts from the key's next call on", async () => {
    const { key, keyId } = await makeKey("changing")
    const path = `${ROOT}/${sides.test.customer.id}`
    const statuses: number[] = []
    for (const mode of ["test", "live", "test"] as const) {
      await shop.admin.post(`${KEYS}/${keyId}/mode`, { mode })
      statuses.push((await key.send("GET", path)).status)
    }
    expect(statuses).toEqual([200, 404, 200])
  })

  const routes = routeTable().filter(({ path }) => path.startsWith("/admin/"))
  const scoped = routes.map(({ method, path }) => [method, path, scopeOf(withIds(path))] as const)
  const named = scoped.filter(([, , scope]) => scope && "id" in scope)
  const unnamed = scoped.filter(([, , scope]) => scope && !("id" in scope))

  /** The route's path for a customer of this mode. */
  function pathFor(path: string, mode: Mode): string {
    const { customer, order } = sides[mode]
    const id = /^\/admin\/(orders|credit)\//.test(path) ? order : customer.id
    return withIds(path.replace(":external_id", customer.external_id).replace(":id", id))
  }

  const bodyOf = (method: string) => (method === "GET" || method === "DELETE" ? undefined : {})

  describe("a customer of the other mode", () => {
    const before = {} as Record<Mode, unknown[]>

    beforeAll(async () => {
      for (const mode of ["live", "test"] as const) before[mode] = await stateOf(sides[mode].customer.id)
    })

    // Guards: checkCustomer in src/api/shared/key-calls.ts; a line of src/api/shared/key-scope.ts.
    test.each(named)("M69: %s %s is not found for a key of the other mode", async (method, path) => {
      for (const mode of ["live", "test"] as const) {
        const answer = await sides[mode].key.send<Refusal>(method, pathFor(path, other(mode)), bodyOf(method))
        expect([answer.status, answer.body.code, answer.body.message]).toEqual([
          404,
          "not_found",
          expect.stringMatching(/^(Customer|Order) not found$/),
        ])
      }
    })

    test("M69: none of these calls changes anything of the customer", async () => {
      for (const mode of ["live", "test"] as const) {
        expect(await stateOf(sides[mode].customer.id)).toEqual(before[mode])
      }
    })
  })

  // Without it the test above could pass because no key finds any customer.
  test.each(named.filter(([method, path]) => method === "GET" && path.split(":").length === 2))(
    "M69: %s %s is found for a key of the customer's own mode",
    async (method, path) => {
      for (const mode of ["live", "test"] as const) {
        const needed = path.endsWith("/merge") ? "?email=other@example.com" : ""
        const answer = await sides[mode].key.send<Refusal>(method, pathFor(path, mode) + needed)
        expect([path, answer.status === 200 || /^There|^there/.test(answer.body.message)]).toEqual([path, true])
      }
    },
  )

  // Guards: the filters in the handlers of lists; isForTestKeys in src/api/shared/key-calls.ts.
  test.each(unnamed)("M69: %s %s shows a key nothing of the other mode", async (method, path) => {
    for (const mode of ["live", "test"] as const) {
      const { customer, order } = sides[other(mode)]
      const text = JSON.stringify((await sides[mode].key.send(method, withIds(path), bodyOf(method))).body)
      expect([customer.id, customer.email, order].filter((one) => text.includes(one))).toEqual([])
    }
  })

  const closedFor: Record<Mode, (method: string, kind: string) => boolean> = {
    live: (_method, kind) => kind === "user",
    test: (method, kind) => ["accounts", "user"].includes(kind) || (kind === "store" && method !== "GET"),
  }

  test.each(unnamed)("M69: %s %s answers 403 to keys outside its scope", async (method, path, scope) => {
    for (const mode of ["live", "test"] as const) {
      const { status } = await sides[mode].key.send(method, withIds(path), bodyOf(method))
      expect([mode, status === 403]).toEqual([mode, closedFor[mode](method, scope?.kind ?? "")])
    }
  })

  test("M69: lists show only customers of the key's mode, and sums of a live key leave out test customers", async () => {
    const { live, test } = sides
    const ids = async (key: Api, path: string) => JSON.stringify(await key.get(path))
    expect(await ids(live.key, `${ROOT}?email=${live.customer.email}`)).toContain(live.customer.id)
    expect(await ids(test.key, `${ROOT}?email=${test.customer.email}`)).toContain(test.customer.id)
    for (const list of ["/admin/credit/accounts?limit=100", "/admin/credit/aging?limit=100"]) {
      expect(await ids(live.key, list)).toContain(live.customer.id)
      const both = await ids(shop.admin, list)
      expect([both.includes(live.customer.id), both.includes(test.customer.id)]).toEqual([true, true])
    }
    const points = `/admin/loyalty/accounts?q=${test.customer.email}`
    expect(await ids(shop.admin, points)).toContain(test.customer.email)
    expect(await live.key.get(points)).toMatchObject({ accounts: [], count: 0 })
    type Exposure = { exposure: { currency_code: string; accounts: number }[] }
    const accounts = async (api: Api) => {
      const { exposure } = await api.get<Exposure>("/admin/credit/exposure")
      return exposure.find(({ currency_code }) => currency_code === "usd")?.accounts ?? 0
    }
    expect((await accounts(shop.admin)) - (await accounts(live.key))).toBeGreaterThanOrEqual(1)
    const wrong = await test.key.send<Refusal>("GET", `${ROOT}?livemode=true`)
    expect(wrong).toMatchObject({ status: 400, body: { message: "livemode: a test key lists test customers only" } })
    const csv = await test.key.send<string>("GET", `${ROOT}?format=csv`)
    expect([csv.body.includes(test.customer.email), csv.body.includes(live.customer.email)]).toEqual([true, false])
    // Guard: `livemode` of COLUMNS in export-customers.ts.
    const both = await shop.admin.get<string>(`${ROOT}?q=customer&format=csv`)
    const modeOf = (id: string) =>
      both
        .split("\n")
        .find((line) => line.startsWith(`${id},`))
        ?.split(",")
        .at(-1)
    expect([modeOf(live.customer.id), modeOf(test.customer.id)]).toEqual(["true", "false"])
  })

  // Guard: `without` in the route of POST /admin/credit/reconcile.
  test("M69: a live key's reconciliation neither shows nor repairs the orders of test customers", async () => {
    const { live, test } = sides
    const { database } = open()
    for (const { customer, order } of [live, test]) {
      await query(
        database,
        `insert into clientele_credit_hold (order_id, account_id, member_id, amount, status)
         select $2, account_id, id, 1, 'held' from clientele_credit_member where account_id = $1`,
        [customer.id, order],
      )
      await query(database, "update clientele_credit_account set held = held + 1 where customer_id = $1", [customer.id])
      const settle = "select clientele_credit_settle($1, 1, 1, 'crec_' || $1, current_date, current_date, null, null)"
      await query(database, settle, [order])
    }
    const body = { order_ids: [live.order, test.order, live.order, "order_none"] }
    type Reconciled = { reconciliation: { checked: number; differences: { order_id: string; posted: boolean }[] } }
    const reconcile = async (api: Api, more = {}) =>
      (await api.post<Reconciled>("/admin/credit/reconcile", { ...body, ...more })).reconciliation
    const seen = await reconcile(live.key, { repair: true })
    expect(seen).toMatchObject({ checked: 1, differences: [{ order_id: live.order, posted: true }] })
    expect(JSON.stringify(seen)).not.toContain(test.customer.id)
    expect(await reconcile(shop.admin)).toMatchObject({
      checked: 2,
      differences: [{ order_id: test.order, posted: false }],
    })
  })

  // Guards: `without` in the route of POST /admin/loyalty/reconcile; each of the three lines by which leaveOutOrders knows an order;
  // each `choose` in reconcile-orders.ts.
  test("M69: a live key's reconciliation of points neither shows nor repairs orders of test customers", async () => {
    const { live, test } = sides
    const { database } = open()
    const guest = (await shop.placeOrder({ email: test.customer.email })).id
    await query(database, `update "order" set customer_id = null where id = $1`, [guest])
    await query(database, `update "order" set email = $2 where id = $1`, [test.order, live.customer.email])
    const [awarded, redeemed] = ["awarded", "redeemed"].map((what) => `order_${what}_${test.keyId}`) as [string, string]
    const calculation = JSON.stringify({
      ...{ trigger: "payment_paid", triggered_by: "payment_paid", triggered_at: "2026-01-01T00:00:00.000Z" },
      ...{ points_per_currency_unit: 1, points_per_currency_discount: 100, min_order_subtotal_to_earn: 0 },
    })
    // The guest's order has no points, so it is known by its email address alone. The others are not paid, so their points are too many.
    // Two of them are deleted. Their fencing token is older than any that the store gives.
    const settle = `select clientele_points_settle($1, $2, 5, true, true, 0, 'usd', null, 'infinity', false, $3, clock_timestamp())`
    for (const [order, mailbox] of [
      [live.order, live.customer.email],
      [test.order, live.customer.email],
      [awarded, test.customer.email],
    ]) {
      await query(database, settle, [order, mailbox, calculation])
    }
    const hold = `select clientele_points_hold_place($1, $2, $1, 2, 'usd', 100, 100, 0, 0, null, 'infinity', clock_timestamp())`
    await query(database, hold, [`phold_${redeemed}`, test.customer.email])
    await query(database, "select clientele_points_hold_post($1, $2, 2, '{}', clock_timestamp())", [
      `phold_${redeemed}`,
      redeemed,
    ])
    const theirs = [test.order, guest, awarded, redeemed]
    type Reconciled = {
      reconciliation: { checked: number; differences: { order_id: string; change: number }[]; next_cursor: null }
    }
    const reconcile = async (api: Api, body: object) =>
      (await api.post<Reconciled>("/admin/loyalty/reconcile", body)).reconciliation
    const order_ids = [live.order, ...theirs]
    expect(await reconcile(live.key, { order_ids, repair: true })).toMatchObject({
      checked: 1,
      differences: [{ order_id: live.order, change: -5 }],
    })
    const since = { since: "1990-01-01T00:00:00Z" }
    const shown = (some: Reconciled["reconciliation"]) => theirs.filter((id) => JSON.stringify(some).includes(id))
    expect(shown(await reconcile(live.key, since))).toEqual([])
    const all = await reconcile(shop.admin, { order_ids })
    expect(all.differences.map(({ order_id, change }) => [order_id, change]).sort()).toEqual(
      [test.order, awarded].map((id) => [id, -5]).sort(),
    )
    // Of deleted orders, the last page has those with a deduction.
    expect(shown(await reconcile(shop.admin, since))).toEqual([test.order, redeemed])
    // Guard: `without` in the route of POST /admin/loyalty/simulate, which shows the addresses of who gains and loses.
    const simulated = async (api: Api) =>
      (await api.post<{ simulation: { orders: number } }>("/admin/loyalty/simulate", {})).simulation.orders
    expect((await simulated(shop.admin)) - (await simulated(live.key))).toBeGreaterThanOrEqual(2)
    await query(database, `update "order" set email = $2 where id = $1`, [test.order, test.customer.email])
  })

  // Guards: #holderOf in customer_profile's service; the comparison in `adopt` and in emailTaken of update-customer.ts.
  test("M69: an email address of the other mode is refused without naming its customer, and no guest is adopted", async () => {
    const guest = newEmail("guest")
    await shop.placeOrder({ email: guest })
    for (const mode of ["live", "test"] as const) {
      const { key, customer } = sides[mode]
      const taken = sides[other(mode)].customer
      for (const [path, body] of [
        [ROOT, { name: "Ann", email: taken.email }],
        [`${ROOT}/${customer.id}`, { email: taken.email }],
      ] as const) {
        const answer = await key.send<Refusal>("POST", path, body)
        expect([answer.status, answer.body.message]).toEqual([400, "email: another customer has this email address"])
      }
      const own = await key.send<Refusal>("POST", ROOT, { name: "Ann", email: customer.email })
      expect(own.body.message).toBe(`email: another customer has this email address (${customer.id})`)
    }
    const refused = await sides.test.key.send<Refusal>("POST", ROOT, { name: "Ann", email: guest })
    expect([refused.status, refused.body.message]).toEqual([400, "email: another customer has this email address"])
    expect((await sides.live.key.send("POST", ROOT, { name: "Ann", email: guest })).status).toBe(200)
  })

  // Guards: areOfOneMode in credit-member-workflows.ts; isMailboxOfMode in merge-points.ts and preview-merge.ts.
  test("M69: neither members nor points cross the modes", async () => {
    for (const mode of ["live", "test"] as const) {
      const { key, customer } = sides[mode]
      const stranger = sides[other(mode)].customer
      const members = `/admin/customers/${customer.id}/credit/members`
      const merge = `/admin/customers/${customer.id}/loyalty/merge`
      for (const api of [key, shop.admin]) {
        expect(await api.send("POST", members, { customer_id: stranger.id })).toMatchObject({ status: 404 })
        const body = { email: stranger.email, reason: "x" }
        const merged = await api.send<Refusal>("POST", merge, body)
        expect([merged.status, merged.body.message]).toEqual([404, "there is no points account to merge"])
        expect((await api.send("GET", `${merge}?email=${stranger.email}`)).status).toBe(404)
      }
    }
  })

  // Guard: refuseTestRows in the routes of one import. Uploads by a live key refuse such rows (imports.spec.ts in modules/data_import).
  test("M69: a live key neither reads, confirms nor reverses an import in which an admin user has rows of test customers", async () => {
    const { live, test } = sides
    type One = { import: { id: string; status: string } }
    const { token } = await createApi(open().store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
    const upload = async (email: string, points = "5") => {
      const form = new FormData()
      form.set("file", new Blob([`email,points\n${email},${points}\n`]), "balances.csv")
      const headers = { authorization: `Bearer ${token}` }
      const answer = await fetch(`${open().store.url}${IMPORTS}?kind=points`, { method: "POST", headers, body: form })
      return `${IMPORTS}/${((await answer.json()) as One).import.id}`
    }
    const refusedTo = async (key: Api, method: "GET" | "POST", path: string) => {
      const { status, body } = await key.send<Refusal>(method, path)
      return status === 403 && body.message.startsWith("This import has rows of test customers")
    }
    const [own, mixed] = [await upload(live.customer.email), await upload(test.customer.email)]
    // Guard: `refused` in refuseTestRows: an admin user's row that is wrong, too.
    expect(await refusedTo(live.key, "GET", `${await upload(test.customer.email, "many")}/rows`)).toBe(true)
    expect(await refusedTo(live.key, "GET", `${mixed}/rows`)).toBe(true)
    expect(await refusedTo(live.key, "GET", `${mixed}/rows?format=csv`)).toBe(true)
    expect(await refusedTo(live.key, "POST", `${mixed}/confirm`)).toBe(true)
    expect((await live.key.get<One>(mixed)).import.status).toBe("ready")
    await shop.admin.post(`${mixed}/confirm`)
    await eventually(
      () => shop.admin.get<One>(mixed),
      (one) => one.import.status === "applied",
    )
    expect(await refusedTo(live.key, "POST", `${mixed}/reverse`)).toBe(true)
    expect((await live.key.get<{ rows: object[] }>(`${own}/rows`)).rows).toHaveLength(1)
    await live.key.post(`${own}/cancel`)
    await shop.admin.post(`${mixed}/reverse`)
    await eventually(
      () => shop.admin.get<One>(mixed),
      (one) => one.import.status === "reversed",
    )
  })

  // Guards: `live_only` in customer-rows.ts and find-accounts.ts; each list of test customers in export-kinds.ts, and `livemode` in
  // export-customer-rows.ts. An import would make live customers, points and receivables of an admin user's export, too.
  test("M69: a live key's file neither changes nor charges a test customer, and no export has one", async () => {
    const { live, test } = sides
    const headers = { authorization: `Basic ${Buffer.from(`${live.token}:`).toString("base64")}` }
    const refusedLines = async (kind: string, csv: string) => {
      const form = new FormData()
      form.set("file", new Blob([csv]), "file.csv")
      const answer = await fetch(`${open().store.url}${IMPORTS}?kind=${kind}`, { method: "POST", headers, body: form })
      const { id } = ((await answer.json()) as { import: { id: string } }).import
      const { rows } = await live.key.get<{ rows: { line: number; state: string }[] }>(`${IMPORTS}/${id}/rows`)
      await live.key.post(`${IMPORTS}/${id}/cancel`)
      return rows.filter(({ state }) => state === "refused").map(({ line }) => line)
    }
    const ids = [live, test].map(({ customer }) => customer)
    const people = ids.map(({ external_id }) => `${external_id},Changed\n`).join("")
    expect(await refusedLines("customers", `external_id,name\n${people}`)).toEqual([3])
    const items = ids.map(({ id }) => `${id},1,2027-01-01,${id}\n`).join("")
    expect(await refusedLines("receivables", `account_id,amount,due_on,reference\n${items}`)).toEqual([3])
    const { token } = await createApi(open().store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
    for (const caller of [headers, { authorization: `Bearer ${token}` }]) {
      for (const kind of ["points", "customers", "receivables"]) {
        const url = `${open().store.url}/admin/clientele/exports/${kind}`
        const file = await (await fetch(url, { headers: caller })).text()
        expect([kind, ...ids.map(({ email }) => file.includes(email))]).toEqual([kind, true, false])
      }
    }
  })

  // Guards: refuseLivePoints in create-or-adopt.ts and in update-customer.ts.
  test.each([
    [
      "a balance that was imported before its customer came",
      async (email: string) => {
        const { token } = await createApi(open().store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
        const form = new FormData()
        form.set("file", new Blob([`email,points\n${email},500\n`]), "balances.csv")
        const headers = { authorization: `Bearer ${token}` }
        const answer = await fetch(`${open().store.url}${IMPORTS}?kind=points`, { method: "POST", headers, body: form })
        const path = `${IMPORTS}/${((await answer.json()) as { import: { id: string } }).import.id}`
        await shop.admin.post(`${path}/confirm`)
        await eventually(
          () => shop.admin.get<{ import: { status: string } }>(path),
          (one) => one.import.status === "applied",
        )
      },
    ],
    [
      "points of a deleted live customer",
      async (email: string) => {
        const { customer } = await sides.live.key.post<{ customer: Shown }>(ROOT, { name: "Gone", email })
        await sides.live.key.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 500, reason: "x" })
        await sides.live.key.send("DELETE", `${ROOT}/${customer.id}`)
      },
    ],
  ])("M69: a test key does not get %s by a test customer with its address", async (_what, prepare) => {
    const { key } = sides.test
    const [created, changed] = [newEmail("created"), newEmail("changed")]
    for (const email of [created, changed]) await prepare(email)
    const { customer } = await key.post<{ customer: Shown }>(ROOT, { name: "Taker", email: newEmail("taker") })
    for (const [path, email] of [
      [ROOT, created],
      [`${ROOT}/${customer.id}`, changed],
    ] as const) {
      const { status, body } = await key.send<Refusal>("POST", path, { name: "Taker", email })
      expect([path, status, body.message]).toEqual([path, 400, "email: another customer has this email address"])
    }
    expect((await key.send("POST", ROOT, { name: "New", email: newEmail("unused") })).status).toBe(201)
  })

  test("M69: a test key cannot use a test customer after a live customer gets the same email address", async () => {
    const email = newEmail("shared")
    const { customer } = await sides.test.key.post<{ customer: Shown }>(ROOT, { name: "Shared", email })
    const loyalty = `/admin/customers/${customer.id}/loyalty`
    expect((await sides.test.key.send("GET", loyalty)).status).toBe(200)
    await shop.register(email)
    expect((await sides.test.key.send("GET", loyalty)).status).toBe(404)
  })

  describe("points of test keys", () => {
    beforeAll(() => open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 }))

    const give = (by: Api, id: string) =>
      by.post(`/admin/customers/${id}/loyalty/adjustments`, { points: 500, reason: "x" })
    const make = async (by: Api, email: string) =>
      (await by.post<{ customer: Shown }>(ROOT, { name: "Shopper", email })).customer.id
    /** What a shopper with this address gets who uses 100 points: the code of the refusal, or 200. */
    async function pay(email: string) {
      const cart = await shop.fillCart({ email, product: "download" })
      const token = await tokenOf(open().database, email)
      const { preview } = await shop.guest.post<{ preview: { reasons: string[]; max_points: number } }>(
        "/store/loyalty/preview",
        { email, cart_id: cart.id, token },
      )
      const { status, body } = await apply(shop, cart.id, token, 100)
      const held = await query(
        open().database,
        "select 1 from clientele_points_hold where cart_id = $1 and status = 'held'",
        [cart.id],
      )
      return [(body as { code?: string }).code ?? status, preview.reasons, preview.max_points > 0, held.length]
    }
    const PAYS = [200, [], true, 1]
    const REFUSED = ["test_customer", ["test_customer"], false, 0]

    // Guards: each half of isTestMoney. Without `hasEntryBy` the holder of a test key gives points to an address and registers with it.
    test("M69: points that a test key has given pay nothing, also after a live customer signs up with the address", async () => {
      const { live, test } = sides
      const [byKey, byAdmin, ofLive] = [newEmail("by-key"), newEmail("by-admin"), newEmail("of-live")]
      await give(test.key, await make(test.key, byKey))
      await give(shop.admin, await make(test.key, byAdmin))
      await give(live.key, await make(live.key, ofLive))
      expect([await pay(byKey), await pay(byAdmin), await pay(ofLive)]).toEqual([REFUSED, REFUSED, PAYS])
      await shop.register(byKey)
      expect(await pay(byKey)).toEqual(REFUSED)
    })

    // Guard: refuseTestPoints in merge-points.ts.
    test("M69: points that a test key has given are not merged into a live customer's account", async () => {
      const email = newEmail("merged")
      await give(sides.test.key, await make(sides.test.key, email))
      await shop.register(email)
      const path = `/admin/customers/${sides.live.customer.id}/loyalty/merge`
      const refused = await shop.admin.send<Refusal>("POST", path, { email, reason: "the same person" })
      expect(refused).toMatchObject({ status: 400, body: { code: "test_customer" } })
    })

    // Guards: `since` and `until` in hasEntryBy.
    test("M69: points that a key has given before or after it was a test key pay orders", async () => {
      const { keyId, key } = await makeKey("changing key")
      const [before, after] = [newEmail("before"), newEmail("after")]
      const become = (mode: Mode) => shop.admin.post(`${KEYS}/${keyId}/mode`, { mode })
      await give(key, await make(key, before))
      await become("test")
      await become("live")
      await give(key, await make(key, after))
      expect([await pay(before), await pay(after)]).toEqual([PAYS, PAYS])
    })
  })

  // Guards: `unseen` in export-customer-rows.ts; `customer_id` in customer-rows.ts.
  test("M69: a live key's export has a live customer whose email address a test customer has, too; its refused rows do not name the test customer", async () => {
    const { live, test } = sides
    const email = newEmail("both")
    const { customer } = await test.key.post<{ customer: Shown }>(ROOT, { name: "Test", email })
    const registered = await shop.register(email)
    const headers = { authorization: `Basic ${Buffer.from(`${live.token}:`).toString("base64")}` }
    const file = await (await fetch(`${open().store.url}/admin/clientele/exports/customers`, { headers })).text()
    expect([file.includes(registered.id), file.includes(customer.id)]).toEqual([true, false])
    const form = new FormData()
    form.set("file", new Blob([`external_id,name\n${test.customer.external_id},Changed\n`]), "file.csv")
    const answer = await fetch(`${open().store.url}${IMPORTS}?kind=customers`, { method: "POST", headers, body: form })
    const { id } = ((await answer.json()) as { import: { id: string } }).import
    const { rows } = await live.key.get<{ rows: object[] }>(`${IMPORTS}/${id}/rows`)
    expect(rows).toMatchObject([{ state: "refused", customer_id: null }])
  })

  // Guard: routedPath in src/api/shared/our-routes.ts.
  test.each([
    ["the host in front", (id: string) => `http://localhost/admin/customers/${id}/credit`],
    ["backslashes", (id: string) => `/admin\\customers\\${id}\\credit#`],
    ["capitals", (id: string) => `/ADMIN/CUSTOMERS/${id}/CREDIT`],
    ["an encoded letter", (id: string) => `/admin/customers/${id.replace("cus", "cu%73")}/credit`],
  ])("M69: a URL with %s leads to no customer of the other mode", async (_name, urlOf) => {
    const ask = (target: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = net.connect(open().store.port, "localhost", () => {
          const credentials = Buffer.from(`${sides.test.token}:`).toString("base64")
          socket.write(
            `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic ${credentials}\r\nConnection: close\r\n\r\n`,
          )
        })
        let text = ""
        socket.setEncoding("utf8").on("data", (part) => {
          text += part
        })
        socket.on("end", () => resolve(text)).on("error", reject)
      })
    const { live, test } = sides
    const [seen, own] = [await ask(urlOf(live.customer.id)), await ask(urlOf(test.customer.id))]
    expect(seen).toMatch(/^HTTP\/1\.1 4/)
    expect(seen).not.toContain("credit_limit")
    // Where the URL leads to the route at all, it does for the key's own customer.
    if (own.startsWith("HTTP/1.1 200")) expect(own).toContain("credit_limit")
  })
}
