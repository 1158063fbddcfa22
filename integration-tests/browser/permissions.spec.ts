import http from "node:http"
import { text } from "node:stream/consumers"
import { ADMIN_USER } from "../helpers/admin-user"
import { type Api, adminApi, createApi } from "../helpers/api"
import { query, type TestDatabase } from "../helpers/database"
import { runMedusa } from "../helpers/server-process"
import { type Dashboard, openDashboard, SLOW_MS, signIn } from "./dashboard"
import { pagesOf } from "./pages"

// A store with Medusa's roles (feature flag `rbac`): its own tables, and the owner with the role that may do all.
const ROLES = { MEDUSA_FF_RBAC: "true" }

/**
 * May see customers and orders, and nothing of points, credit and health. Medusa's own page of a customer breaks for an admin
 * user who may not read the customer's groups.
 */
const CLERK = { email: "clerk@example.com", password: "supersecret" }
/** May read points besides. */
const READER = { email: "reader@example.com", password: "supersecret" }
/** May change customers, and nothing else. */
const CARETAKER = { email: "caretaker@example.com", password: "supersecret" }
/** May import customers, and set no terms of credit. */
const IMPORTER = { email: "importer@example.com", password: "supersecret" }

/** May run webhooks, and read neither points nor credit. */
const OPERATOR = { email: "operator@example.com", password: "supersecret" }
/** May read orders, and no customers. */
const PACKER = { email: "packer@example.com", password: "supersecret" }

async function withRoles({ url: databaseUrl }: TestDatabase): Promise<void> {
  const env = { ...ROLES, DATABASE_URL: databaseUrl, CLIENTELE_TEST_PAYMENT: "true", CLIENTELE_OPTIONS: "{}" }
  await runMedusa(["db:migrate", "--skip-scripts", "--execute-safe-links"], { env })
}

let dashboard: Dashboard
let clerk: Api
let reader: Api
let caretaker: Api
let operator: Api
let packer: Api

async function giveRole(database: TestDatabase, email: string, policies: readonly string[]): Promise<void> {
  const role = `role_${email.split("@")[0]}`
  await query(database, "insert into rbac_role (id, name) values ($1, $1)", [role])
  await query(
    database,
    `insert into rbac_role_policy (id, role_id, policy_id)
     select 'rlpl_' || $1 || '_' || p.id, $1, p.id from rbac_policy p where p.key = any ($2)`,
    [role, [...policies]],
  )
  await query(
    database,
    `insert into user_rbac_role (id, user_id, rbac_role_id) select 'userrole_' || $1, u.id, $1 from "user" u where u.email = $2`,
    [role, email],
  )
}

async function addUser(
  { store, shop, database }: Dashboard,
  user: typeof CLERK,
  policies: readonly string[],
): Promise<Api> {
  const { invite } = await shop.admin.post<{ invite: { token: string } }>("/admin/invites", { email: user.email })
  const guest = createApi(store.url)
  const { token } = await guest.post<{ token: string }>("/auth/user/emailpass/register", user)
  const registering = createApi(store.url, { authorization: `Bearer ${token}` })
  await registering.post(`/admin/invites/accept?token=${invite.token}`, { email: user.email })
  await giveRole(database, user.email, policies)
  return adminApi(store.url, user)
}

beforeAll(async () => {
  dashboard = await openDashboard({
    env: ROLES,
    prepare: async (database) => {
      await withRoles(database)
      await query(
        database,
        `insert into rbac_role (id, name) values ('role_super_admin', 'Super Admin') on conflict do nothing`,
      )
      await query(
        database,
        `insert into user_rbac_role (id, user_id, rbac_role_id) select 'userrole_owner', u.id, 'role_super_admin' from "user" u`,
      )
    },
  })
  clerk = await addUser(dashboard, CLERK, ["customer:read", "customer_group:read", "order:read"])
  reader = await addUser(dashboard, READER, ["customer:read", "clientele_points:read"])
  caretaker = await addUser(dashboard, CARETAKER, ["customer:read", "customer:update"])
  operator = await addUser(dashboard, OPERATOR, ["clientele_system:read", "clientele_system:update"])
  packer = await addUser(dashboard, PACKER, ["order:read"])
  const imports = ["clientele_points:read", "clientele_points:update"]
  await addUser(dashboard, IMPORTER, [...imports, "customer:read", "customer:create", "customer:update"])
}, 600_000)

afterAll(async () => {
  await dashboard?.close()
}, 60_000)

describe("M73: an admin user without the right", () => {
  // Guard: `hasPermission` and the look at roles in src/api/shared/permissions.ts.
  test.each([
    ["GET", "/admin/loyalty/settings", "clientele_points:read"],
    ["PUT", "/admin/loyalty/settings/loyalty_points_enabled", "clientele_points:update"],
    ["GET", "/admin/credit/aging", "clientele_credit:read"],
    ["GET", "/admin/customer-profiles?credit=overdue", "clientele_credit:read"],
    ["GET", "/admin/clientele/health", "clientele_system:read"],
    ["POST", "/admin/customer-profiles", "customer:create"],
  ])("is refused %s %s, and told which permission is needed", async (method, path, permission) => {
    const { status, body } = await clerk.send<{ code: string; message: string }>(
      method,
      path,
      method === "GET" ? undefined : { value: true },
    )
    expect({ status, code: body.code }).toEqual({ status: 403, code: "forbidden" })
    expect(body.message).toContain(permission)
  })

  test("reads what the role allows, and changes nothing of it; the owner may do all", async () => {
    expect((await reader.send("GET", "/admin/loyalty/settings")).status).toBe(200)
    const change = (api: Api) => api.send("PUT", "/admin/loyalty/settings/loyalty_min_points_to_redeem", { value: 77 })
    expect((await change(reader)).status).toBe(403)
    const read = async () =>
      (await reader.get<{ settings: Record<string, unknown> }>("/admin/loyalty/settings")).settings
    expect((await read()).loyalty_min_points_to_redeem).toBe(100)
    expect((await change(dashboard.shop.admin)).status).toBe(200)
    expect((await read()).loyalty_min_points_to_redeem).toBe(77)
    expect((await clerk.send("GET", "/admin/customer-profiles")).status).toBe(200)
  })

  // Guards: requireKind and `sets_terms` in src/api/shared/import-permissions.ts.
  test("imports what the role may change by hand: no receivables, and no customers with terms of credit", async () => {
    const { token } = await createApi(dashboard.store.url).post<{ token: string }>("/auth/user/emailpass", IMPORTER)
    const importer = await adminApi(dashboard.store.url, IMPORTER)
    type Answer = { message: string; import: { id: string; refused: number } }
    const upload = async (kind: string, csv: string) => {
      const form = new FormData()
      form.set("file", new Blob([csv]), "file.csv")
      const url = `${dashboard.store.url}/admin/clientele/imports?kind=${kind}`
      const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: form })
      return { status: answer.status, body: (await answer.json()) as Answer }
    }
    const receivables = "email,amount,due_on,reference\na@example.com,1,2027-01-01,1\n"
    const refused = await upload("receivables", receivables)
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining("clientele_credit:update")])
    expect((await importer.send("GET", "/admin/clientele/exports/receivables")).status).toBe(403)
    const { body } = await upload("customers", "email,credit_limit\nim-a@example.com,5\nim-b@example.com,\n")
    const { rows } = await importer.get<{ rows: { problems: object[] }[] }>(
      `/admin/clientele/imports/${body.import.id}/rows`,
    )
    expect(rows.map(({ problems }) => problems)).toEqual([
      [{ column: "credit_limit", message: "needs the permission clientele_credit:update" }],
      [],
    ])
    const own = await dashboard.shop.admin.send("POST", `/admin/clientele/imports/${body.import.id}/reverse`, {})
    expect(own.status).toBe(400)
    expect((await importer.send("POST", `/admin/clientele/imports/${body.import.id}/reverse`, {})).status).toBe(403)
  })

  // Guards: hiddenColumns and visibleImport in src/api/shared/import-permissions.ts.
  test("reads no terms of credit in the rows of an import, and no sums of receivables", async () => {
    const owner = await createApi(dashboard.store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
    const upload = async (kind: string, csv: string) => {
      const form = new FormData()
      form.set("file", new Blob([csv]), "file.csv")
      const url = `${dashboard.store.url}/admin/clientele/imports?kind=${kind}`
      const headers = { authorization: `Bearer ${owner.token}` }
      return ((await (await fetch(url, { method: "POST", headers, body: form })).json()) as { import: { id: string } })
        .import
    }
    const email = "limited@example.com"
    await dashboard.shop.admin.post("/admin/customer-profiles", { name: "L", email, credit_limit: "5" })
    const customers = await upload("customers", `email,credit_limit,payment_terms\n${email},74321,net_77\n`)
    const receivables = await upload("receivables", `email,amount,due_on,reference\n${email},85432,2027-01-01,1\n`)
    const bearer = await createApi(dashboard.store.url).post<{ token: string }>("/auth/user/emailpass", READER)
    for (const path of [
      `/${customers.id}/rows`,
      `/${customers.id}/rows?format=csv`,
      `/${receivables.id}`,
      "?limit=100",
    ]) {
      const url = `${dashboard.store.url}/admin/clientele/imports${path}`
      const read = async (token: string) => (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text()
      expect(await read(owner.token)).toMatch(/74321|85432/)
      expect(await read(bearer.token)).not.toMatch(/74321|net_77|85432/)
    }
  })

  test("a secret key has no role and passes where Medusa lets it", async () => {
    const { api_key } = await dashboard.shop.admin.post<{ api_key: { token: string } }>("/admin/api-keys", {
      title: "erp",
      type: "secret",
    })
    const key = createApi(dashboard.store.url, {
      authorization: `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}`,
    })
    expect((await key.send("GET", "/admin/loyalty/settings")).status).toBe(200)
  })

  // Guard: `req.baseUrl` and `req.path` in requireForRoute, where the request line was.
  test("is refused for every form of the request line", async () => {
    const { token } = await createApi(dashboard.store.url).post<{ token: string }>("/auth/user/emailpass", CARETAKER)
    const get = async (path: string) => {
      const request = http.get({ port: dashboard.store.port, path, headers: { authorization: `Bearer ${token}` } })
      const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
        request.once("response", resolve).once("error", reject)
      })
      return { status: answer.statusCode, said: await text(answer) }
    }
    const settings = "/admin/loyalty/settings"
    for (const path of [
      settings,
      `${dashboard.store.url}${settings}`,
      `${settings}/`,
      `${settings}#x`,
      "/ADMIN/loyalty/Settings",
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 403])
    }
    const { customer } = await dashboard.shop.admin.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      name: "Ida",
      email: "ida@example.com",
    })
    for (const end of ["credit", "orders", "export"]) {
      const path = `/admin/customers/${customer.id}/${end}#x`
      expect([end, (await get(path)).status]).toEqual([end, 403])
    }
  })

  /** A customer with terms of credit, points and an order, and the path of the customer's routes. */
  async function someone(email: string): Promise<{ id: string; profile: string; at: string }> {
    const { admin } = dashboard.shop
    const { customer } = await admin.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      ...{ name: "Uma", email, external_id: email, currency_code: "usd", credit_limit: 500, payment_terms: "net_30" },
    })
    const at = `/admin/customers/${customer.id}`
    await admin.post(`${at}/loyalty/adjustments`, { points: 50, reason: "welcome" })
    await admin.post(`${at}/notes`, { body: "called" })
    return { id: customer.id, profile: `/admin/customer-profiles/${customer.id}`, at }
  }

  // Guard: `requireForTerms`.
  test("cannot set credit terms together with a customer's other fields", async () => {
    const { profile } = await someone("terms@example.com")
    for (const body of [{ credit_limit: 9 }, { credit_limit: null }, { payment_terms: "eom" }, { currency: "eur" }]) {
      const { status, body: said } = await caretaker.send<{ message: string }>("POST", profile, body)
      expect([body, status, said.message]).toEqual([body, 403, expect.stringContaining("clientele_credit:update")])
    }
    const changed = await caretaker.send<{ customer: object }>("PATCH", profile, { description: "tall" })
    expect(changed.body.customer).toMatchObject({ description: "tall", credit_limit: null, payment_terms: null })
    const { customer } = await dashboard.shop.admin.get<{ customer: object }>(profile)
    expect(customer).toMatchObject({ description: "tall", credit_limit: 500, payment_terms: "net_30" })
  })

  // Guards: `visible` in the routes of customer profiles and in export-customers.ts; ORDERS and EXPORT in permissions.ts.
  test("reads customers without terms of credit and orders, also as a file", async () => {
    const { profile, at } = await someone("views@example.com")
    const hidden = { currency_code: null, credit_limit: null, current_balance: null, payment_terms: null }
    const list = "/admin/customer-profiles?email=views@example.com"
    const one = await caretaker.get<{ customer: object }>(profile)
    expect(one.customer).toMatchObject(hidden)
    expect(one.customer).not.toHaveProperty("recent_orders")
    expect((await clerk.get<{ customer: object }>(profile)).customer).toMatchObject({ ...hidden, recent_orders: [] })
    const external = await caretaker.get<{ customer: object }>(
      "/admin/customer-profiles/by-external-id/views@example.com",
    )
    expect(external.customer).toMatchObject(hidden)
    expect((await caretaker.get<{ customers: object[] }>(list)).customers).toMatchObject([hidden])
    expect((await dashboard.shop.admin.get<{ customers: object[] }>(list)).customers).toMatchObject([
      { credit_limit: 500 },
    ])
    expect(await caretaker.get<string>(`${list}&format=csv`)).not.toContain("net_30")
    expect(await dashboard.shop.admin.get<string>(`${list}&format=csv`)).toContain("usd,500,0,net_30")
    for (const [api, end, permission] of [
      [caretaker, "orders", "order:read"],
      [caretaker, "analytics", "order:read"],
      [clerk, "export", "clientele_points:read"],
      [reader, "export", "clientele_credit:read"],
    ] as const) {
      const { status, body } = await api.send<{ message: string }>("GET", `${at}/${end}`)
      expect([end, status, body.message]).toEqual([end, 403, expect.stringContaining(permission)])
    }
    expect((await clerk.send("GET", `${at}/orders`)).status).toBe(200)
  })

  // Guard: each line of NEEDED in admin-fields.ts.
  test("reads no points and no credit through the fields of Medusa's routes", async () => {
    const { id } = await someone("fields@example.com")
    for (const [fields, permission] of [
      ["*clientele_credit_account", "clientele_credit:read"],
      ["id,clientele_credit_account.credit_limit", "clientele_credit:read"],
      ["clientele_credit_checks.*", "clientele_credit:read"],
      ["+clientele_points_account.points_balance", "clientele_points:read"],
    ]) {
      const path = `/admin/customers/${id}?fields=${encodeURIComponent(String(fields))}`
      const { status, body } = await clerk.send<{ message: string }>("GET", path)
      expect([fields, status, body.message]).toEqual([fields, 403, expect.stringContaining(String(permission))])
    }
    for (const link of ["clientele_receivable", "clientele_points_entries", "customer.clientele_points_account"]) {
      expect([link, (await clerk.send("GET", `/admin/orders?fields=id,*${link}`)).status]).toEqual([link, 403])
    }
    expect(
      (await clerk.send("GET", "/admin/customers?fields=id&order=clientele_credit_account.credit_limit")).status,
    ).toBe(403)
    const path = `/admin/customers/${id}?fields=id,*clientele_points_account,*clientele_notes`
    expect((await reader.get<{ customer: object }>(path)).customer).toMatchObject({
      clientele_points_account: { points_balance: 50 },
      clientele_notes: [{ body: "called" }],
    })
  })

  // Guard: the last line of NEEDED in admin-fields.ts.
  test("reads no notes, contacts and profiles through the customer of an order", async () => {
    expect((await packer.send("GET", "/admin/orders?fields=id")).status).toBe(200)
    for (const link of ["notes", "contacts", "profile"]) {
      const path = `/admin/orders?fields=id,*customer.clientele_${link}`
      const { status, body } = await packer.send<{ message: string }>("GET", path)
      expect([link, status, body.message]).toEqual([link, 403, expect.stringContaining("customer:read")])
      expect([link, (await clerk.send("GET", path)).status]).toEqual([link, 200])
    }
  })

  // Guards: requireForEvents in the routes of webhooks; readableEvents in the route of deliveries.
  test("neither sends nor reads amounts of points and credit by webhooks", async () => {
    const owner = dashboard.shop.admin
    const url = "https://receiver.example.com/in"
    type Made = { message: string; webhook: { id: string } }
    const create = (api: Api, body: object) =>
      api.send<Made>("POST", "/admin/webhooks", { url, is_active: false, ...body })
    for (const [events, permission] of [
      [["*"], "clientele_points:read"],
      [["clientele.points.earned"], "clientele_points:read"],
      [["clientele.customer.*", "clientele.credit.*"], "clientele_credit:read"],
    ] as const) {
      const { status, body } = await create(operator, { events })
      expect([events, status, body.message]).toEqual([events, 403, expect.stringContaining(permission)])
      expect([events, (await create(operator, { events, payload: "thin" })).status]).toEqual([events, 201])
    }
    const own = (await create(operator, { events: ["clientele.customer.*"] })).body.webhook
    const { webhook } = (await create(owner, { events: ["clientele.points.*", "clientele.customer.*"] })).body
    for (const [id, change, status] of [
      [own.id, { events: ["clientele.points.*"] }, 403],
      [own.id, { events: ["clientele.points.*"], payload: "thin" }, 200],
      [own.id, { payload: "full" }, 403],
      [webhook.id, { url: "https://elsewhere.example.com" }, 403],
      [webhook.id, { is_active: true }, 403],
      [webhook.id, { is_active: false, description: "x" }, 200],
    ] as const) {
      expect([change, (await operator.send("POST", `/admin/webhooks/${id}`, change)).status]).toEqual([change, status])
    }
    await query(
      dashboard.database,
      `with m as (insert into clientele_webhook_message (event, subject, data, sequence)
         values ('clientele.points.adjusted', 'points:1', '{"entry_id": "pent_1", "points": 74321}', 1) returning position)
       , d as (insert into clientele_webhook_delivery (id, endpoint_id, message_position, subject, sequence, next_at)
         select 'whd_roles', $1, position, 'points:1', 1, 'infinity' from m returning id)
       insert into clientele_webhook_attempt (delivery_id, attempted_at, duration_ms, response_status, response_excerpt)
         values ('whd_roles', now(), 1, 500, 'got 74321')`,
      [webhook.id],
    )
    const shown = async (api: Api) => JSON.stringify(await api.get(`/admin/webhooks/${webhook.id}/deliveries`))
    expect((await shown(owner)).match(/74321/g)).toHaveLength(2)
    expect(await shown(operator)).toContain("pent_1")
    expect(await shown(operator)).not.toContain("74321")
  })

  // Guards: `isHidden` in list-timeline.ts and requirePermission in the timeline's route.
  test("reads a timeline without hidden areas, which the answer names", async () => {
    const { at } = await someone("timeline@example.com")
    type Page = { events: { kind: string; action: string }[]; not_permitted: string[] }
    const kinds = async (api: Api, query = "") => {
      const { events, not_permitted } = await api.get<Page>(`${at}/timeline?limit=100${query}`)
      return { kinds: [...new Set(events.map(({ kind }) => kind))].sort(), not_permitted }
    }
    const whole = { kinds: ["credit", "note", "points", "profile", "signup"], not_permitted: [] }
    expect(await kinds(dashboard.shop.admin)).toEqual(whole)
    expect(await kinds(reader)).toEqual({
      kinds: ["note", "points", "profile", "signup"],
      not_permitted: ["orders", "credit"],
    })
    expect(await kinds(clerk)).toEqual({ kinds: ["note", "profile", "signup"], not_permitted: ["points", "credit"] })
    expect(await kinds(clerk, "&kind=note,order,mail")).toEqual({ kinds: ["note"], not_permitted: ["credit"] })
    for (const [kind, permission] of [
      ["credit", "clientele_credit"],
      ["note,merge", "clientele_points"],
    ]) {
      const { status, body } = await clerk.send<{ message: string }>("GET", `${at}/timeline?kind=${kind}`)
      expect([kind, status, body.message]).toEqual([kind, 403, expect.stringContaining(`${permission}:read`)])
    }
  })

  // Guard: the status in `Failed` of src/admin/components/section.tsx.
  test(
    "reads the reason on our pages, without a retry button",
    async () => {
      const { page, store } = dashboard
      const { visit, card, look } = pagesOf(() => dashboard)
      await page.context().clearCookies()
      await signIn(page, store, CLERK)
      await page.waitForURL((url) => !url.pathname.endsWith("/login"))
      await visit("/loyalty")
      const overview = card("Overview")
      await overview.getByText("You need the permission clientele_points:read.", { exact: false }).waitFor()
      expect(await overview.getByRole("button", { name: "Try again" }).count()).toBe(0)
      await look("loyalty-forbidden")
      await visit("/settings/imports")
      await page.getByText("You need the permission clientele_points:read.", { exact: false }).waitFor()
      await visit("/credit/accounts")
      await page.getByText("You need the permission clientele_credit:read.", { exact: false }).waitFor()
      await visit("/settings/clientele")
      await card("Health").getByText("You need the permission clientele_system:read.", { exact: false }).waitFor()
    },
    SLOW_MS,
  )

  // Guard: `NotPermitted` in customer-timeline-card.tsx.
  test(
    "reads in the timeline's card which areas are hidden",
    async () => {
      const { visit, card } = pagesOf(() => dashboard)
      const { id } = await someone("card@example.com")
      await visit(`/customers/${id}`)
      await card("Timeline").getByText("Hidden: points, trade credit.", { exact: false }).waitFor()
    },
    SLOW_MS,
  )
})
