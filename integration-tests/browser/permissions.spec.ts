import { type Api, adminApi, createApi } from "../helpers/api"
import { query, type TestDatabase } from "../helpers/database"
import { runMedusa } from "../helpers/server-process"
import { type Dashboard, openDashboard, SLOW_MS, signIn } from "./dashboard"
import { pagesOf } from "./pages"

// A store with Medusa's roles (feature flag `rbac`): its own tables, and the owner with the role that may do all.
const ROLES = { MEDUSA_FF_RBAC: "true" }

/** May see customers and orders, and nothing of points, credit and health. */
const CLERK = { email: "clerk@example.com", password: "supersecret" }
/** May read points besides. */
const READER = { email: "reader@example.com", password: "supersecret" }

async function withRoles({ url: databaseUrl }: TestDatabase): Promise<void> {
  const env = { ...ROLES, DATABASE_URL: databaseUrl, CLIENTELE_TEST_PAYMENT: "true", CLIENTELE_OPTIONS: "{}" }
  await runMedusa(["db:migrate", "--skip-scripts", "--execute-safe-links"], { env })
}

let dashboard: Dashboard
let clerk: Api
let reader: Api

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
  clerk = await addUser(dashboard, CLERK, ["customer:read", "order:read"])
  reader = await addUser(dashboard, READER, ["customer:read", "clientele_points:read"])
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

  // Guard: the status in `Failed` of src/admin/components/section.tsx.
  test(
    "reads the reason on our pages, without a button that tries again",
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
      await visit("/settings/clientele")
      await card("Health").getByText("You need the permission clientele_system:read.", { exact: false }).waitFor()
    },
    SLOW_MS,
  )
})
