import { execFile } from "node:child_process"
import path from "node:path"
import { promisify } from "node:util"
import { type Browser, chromium, type Page } from "playwright-core"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { projectDir } from "../helpers/server-process"
import { openShop, type Shop } from "../helpers/shop"
import { DEFAULT_REGIONS } from "../helpers/shop-setup"
import { type Store, startStore } from "../helpers/store-server"
import { WEBHOOKS_HERE } from "../helpers/webhook-receiver"

const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"

/** With one whose currency has no decimals. */
const REGIONS = [...DEFAULT_REGIONS, { currency: "jpy", country: "jp" }]

export const CHROMIUM = { executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") }

/** How long a test in the browser may take where two suites share two cores. */
export const SLOW_MS = 120_000

const run = promisify(execFile)

/** A second provider of credit checks, at a port where nothing listens. */
const ABSENT_BUREAU = {
  resolve: path.join(projectDir, "src/providers/credit-bureau"),
  id: "bureau",
  options: {
    url: "http://127.0.0.1:9/{customer_id}",
    allowedHosts: ["127.0.0.1"],
    allowLoopback: true,
    retries: 0,
    answer: { score: "score" },
  },
}

/** The dashboard as a host's staff has it, built from our sources, with an admin user signed in. */
export type Dashboard = {
  database: TestDatabase
  store: Store
  shop: Shop
  page: Page
  /** What the pages wrote to the console as errors, and which requests failed. */
  problems: string[]
  /** After a test that failed: English again, and no request is held. */
  reset: () => Promise<void>
  close: () => Promise<void>
}

type DashboardOptions = {
  /** Added to the store's environment, such as a feature flag of Medusa's. */
  env?: Record<string, string>
  /** Runs before the store starts. */
  prepare?: (database: TestDatabase) => Promise<void>
}

/** Builds the dashboard that the stores of this checkout serve, unless it is built. */
export async function buildDashboard(): Promise<void> {
  await run(process.execPath, [path.join(projectDir, "scripts/build-dashboard.mjs")], {
    cwd: projectDir,
    env: { ...process.env, NODE_OPTIONS: "" },
  })
}

export async function openDashboard({ env: more = {}, prepare }: DashboardOptions = {}): Promise<Dashboard> {
  await buildDashboard()
  const database = await createDatabase()
  await prepare?.(database)
  const env = { DISABLE_ADMIN: "false", ...more }
  const options = {
    credit: { overLimit: "approve" },
    creditCheck: { providers: [ABSENT_BUREAU] },
    webhooks: WEBHOOKS_HERE,
  }
  const store = await startStore({ databaseUrl: database.url, env, options })
  const shop = await openShop(store, { regions: REGIONS, copies: true })
  const browser: Browser = await chromium.launch(CHROMIUM)
  const page = await browser.newPage()
  // What does not come says what it is, before the test's own time is over.
  page.setDefaultTimeout(SLOW_MS / 2)
  await signIn(page, store, ADMIN_USER)
  await page.waitForURL(/\/app\/orders/)
  const problems: string[] = []
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()))
  page.on("pageerror", (error) => problems.push(error.message))
  page.on(
    "response",
    (answer) =>
      answer.status() >= 400 && problems.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`),
  )
  page.on("requestfailed", (request) => {
    // Leaving a page ends its requests; other hosts are no part of the store.
    const why = request.failure()?.errorText ?? ""
    if (why !== "net::ERR_ABORTED" && request.url().startsWith(store.url)) problems.push(`${why} ${request.url()}`)
  })
  const reset = async () => {
    await page.unrouteAll({ behavior: "ignoreErrors" })
    await page.context().addCookies([{ name: "lng", value: "en", url: store.url }])
  }
  const close = async () => {
    await browser.close()
    await store.stop()
    await database.drop()
  }
  return { database, store, shop, page, problems, reset, close }
}

/** Signs an admin user in by the dashboard's own form. */
export async function signIn(
  page: Page,
  store: Pick<Store, "url">,
  user: { email: string; password: string },
): Promise<void> {
  await page.goto(`${store.url}/app/login`)
  await page.fill("input[name=email]", user.email)
  await page.fill("input[name=password]", user.password)
  await page.click("button[type=submit]")
}
