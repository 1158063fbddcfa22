import { type Browser, chromium, type Page } from "playwright-core"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { openShop, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"

// The dashboard as a developer has it, served from the sources by Vite, in a real browser.
let database: TestDatabase
let store: Store
let shop: Shop
let browser: Browser
let page: Page

const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
const SLOW_MS = 120_000

beforeAll(async () => {
  database = await createDatabase()
  const env = { NODE_ENV: "development", DISABLE_ADMIN: "false" }
  store = await startStore({ databaseUrl: database.url, env })
  shop = await openShop(store)
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") })
  page = await browser.newPage()
  // Vite bundles the dashboard at the first request.
  page.setDefaultTimeout(SLOW_MS)
  await page.goto(`${store.url}/app/login`)
  await page.fill("input[name=email]", ADMIN_USER.email)
  await page.fill("input[name=password]", ADMIN_USER.password)
  await page.click("button[type=submit]")
  await page.waitForURL(/\/app\/orders/)
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await store?.stop()
  await database?.drop()
}, 60_000)

// Guard: `refetchInterval` in src/admin/routes/outbox/page.tsx; without it the mail does not show by itself.
test(
  "R42, R66: the outbox's page shows a mail with its code as it comes",
  async () => {
    await page.goto(`${store.url}/app/outbox`)
    await page.getByText("No mails so far.").waitFor()
    const customer = await shop.register()
    await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 200, reason: "test" })
    await shop.guest.post("/store/loyalty/redemption/send-otp", { email: customer.email })
    const mail = page.getByRole("article").filter({ hasText: customer.email })
    await mail.waitFor()
    expect(await mail.textContent()).toMatch(/Your code is \d{6}\./)
  },
  SLOW_MS,
)
