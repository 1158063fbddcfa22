import { query } from "../helpers/database"
import { apply } from "../helpers/redemption"
import type { Sent, Verified } from "../http/codes/shoppers"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

/** Entries of an earlier time, as the charts show months; the page reads nothing else of them. */
async function seedHistory({ database }: Dashboard): Promise<void> {
  await query(
    database,
    `insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, currency_code,
       idempotency_key, request_hash, created_at)
     select 0, i, 'adjust', case i % 4 when 0 then 'redemption' when 1 then 'order' when 2 then 'order' else 'expiry' end::clientele_points_entry_reason,
       case i % 4 when 0 then -120 when 1 then 300 when 2 then 250 else -40 end, 0, 'usd', 'history:' || i, '',
       now() - (i || ' hours')::interval
     from generate_series(1, 600) i`,
  )
}

async function forgetHistory({ database }: Dashboard): Promise<void> {
  await query(
    database,
    `begin; set local session_replication_role = replica;
     delete from clientele_points_entry where account_id = 0; commit`,
  )
}

/** The programme's settings, by the API. */
function settingsOf(dashboard: () => Dashboard) {
  const setting = async (key: string) => {
    const { settings } = await dashboard().shop.admin.get<{ settings: Record<string, unknown> }>(
      "/admin/loyalty/settings",
    )
    return settings[key]
  }
  const put = (key: string, value: unknown) =>
    dashboard().shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
  return { setting, put }
}

/** Comes before any order that redeems points: the guide goes with the first one. */
export function setUpGuide(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const { setting, put } = settingsOf(dashboard)

  test(
    "R42, R66, M72: the guide leads a fresh store from switching the programme on to its first redeemed point, and disappears",
    async () => {
      const { page, shop } = dashboard()
      problems()
      await put("loyalty_points_enabled", false)
      await visit("/loyalty")
      const guide = card("Steps to the first redeemed point")
      await guide.getByText("Switch the programme on").waitFor()
      await look("loyalty-guide")
      expect(await barriers()).toEqual([])
      await guide.getByRole("button", { name: "Switch on" }).dblclick()
      await guide.getByRole("listitem").filter({ hasText: "Switch the programme on (done)" }).waitFor()
      expect(await setting("loyalty_points_enabled")).toBe(true)
      expect(await page.getByRole("link", { name: "Loyalty" }).count()).toBeGreaterThan(0)

      const customer = await shop.register()
      const order = await shop.placeOrder({ customer, product: "download", quantity: 10 })
      await visit(`/orders/${order.id}`)
      await page.getByRole("button", { name: "Capture payment" }).click()
      // Leaving the page before the answer would cancel the call.
      const captured = page.waitForResponse((answer) => answer.url().includes("/capture"))
      await page.getByRole("alertdialog").getByRole("button", { name: "Confirm" }).click()
      expect((await captured).status()).toBe(200)
      await visit("/loyalty")
      await guide.getByRole("listitem").filter({ hasText: "Place an order and capture its payment (done)" }).waitFor()

      const { email } = customer
      const { challenge_id } = await shop.guest.post<Sent>("/store/loyalty/redemption/send-otp", { email })
      await guide.getByRole("link", { name: "Open the outbox" }).click()
      const mail = page.getByRole("article").filter({ hasText: customer.email })
      await mail.waitFor()
      const code = /\b\d{6}\b/.exec((await mail.textContent()) ?? "")?.[0]
      const proof = { email, code, challenge_id }
      const { redemption_token } = await shop.guest.post<Verified>("/store/loyalty/redemption/verify-otp", proof)
      const cart = await shop.fillCart({ email, product: "download" })
      expect((await apply(shop, cart.id, redemption_token, 200)).status).toBe(200)
      await shop.completeCart(cart.id)
      await page.goBack()
      await card("Overview").waitFor()
      await guide.waitFor({ state: "detached" })
      expect(problems()).toEqual([])
      await put("loyalty_points_enabled", false)
    },
    SLOW_MS,
  )
}

export function loyaltyPages(dashboard: () => Dashboard): void {
  const { visit, card, speak, barriers, problems, look } = pagesOf(dashboard)
  const { setting, put } = settingsOf(dashboard)

  test(
    "R48, R66, M72: the overview shows figures and charts, which are walked by keyboard and have a table of the same numbers",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 900, reason: "welcome" })
      await seedHistory(dashboard())
      problems()
      const { report } = await shop.admin.get<{
        report: {
          totals: { earned: number; reversed: number; redemption_rate: string }[]
          roll_forward: { liability: string }[]
        }
      }>("/admin/loyalty/report")
      await visit("/loyalty")
      const overview = card("Overview")
      const issued = (report.totals[0]?.earned ?? 0) + (report.totals[0]?.reversed ?? 0)
      await overview.getByText(issued.toLocaleString("en"), { exact: true }).first().waitFor()

      const rate = Number(report.totals[0]?.redemption_rate)
      const percent = rate.toLocaleString("en", { style: "percent", maximumFractionDigits: 4 })
      await overview.getByText(`Redemption rate${percent}`).waitFor()
      const chart = overview.getByRole("slider", { name: "Liability over time" })
      await chart.focus()
      const liability = Number(report.roll_forward.at(-1)?.liability)
      const money = (amount: number) => amount.toLocaleString("en", { style: "currency", currency: "USD" })
      expect(await chart.getAttribute("aria-valuetext")).toContain(money(liability))
      await chart.press("ArrowLeft")
      expect(await chart.getAttribute("aria-valuetext")).toContain(money(Number(report.roll_forward.at(-2)?.liability)))
      await chart.press("Home")
      expect(await chart.getAttribute("aria-valuenow")).toBe("0")

      const months = overview.getByRole("slider", { name: "Breakage by month of issue" })
      expect(await months.getAttribute("aria-valuetext")).toMatch(/Redeemed \d[\d,]*, Expired 0, Still outstanding \d/)

      await chart.press("End")
      await look("loyalty-overview", overview)
      const points = overview.getByRole("region", { name: "Points by day" })
      await points.getByRole("button", { name: "Show as a table" }).first().click()
      expect(await points.getByRole("row").count()).toBe(31)
      await points.getByRole("slider").hover({ position: { x: 400, y: 100 } })
      await look("loyalty-overview-table")
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await page.mouse.move(0, 0)
      await forgetHistory(dashboard())
    },
    SLOW_MS,
  )

  test(
    "R31, R66: accounts are found by name or address and lead to the customer, also with the longest and right-to-left names",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const long = await shop.register(`${"a".repeat(60)}@${"long-".repeat(8)}example.com`)
      const hebrew = await shop.register("shalom@example.com")
      await shop.admin.post(`/admin/customers/${long.id}`, { first_name: "Bartholomäus".repeat(6), last_name: "Q" })
      await shop.admin.post(`/admin/customers/${hebrew.id}`, { first_name: "משה", last_name: "כהן" })
      for (const { id } of [long, hebrew]) {
        await shop.admin.post(`/admin/customers/${id}/loyalty/adjustments`, { points: 123_456, reason: "test" })
      }
      await visit("/loyalty?tab=accounts")
      const accounts = card("Accounts")
      await accounts.getByText("shalom@example.com").waitFor()
      await look("loyalty-accounts")
      expect(await barriers()).toEqual([])
      await accounts.getByRole("searchbox").fill("shal")
      await accounts.getByText("Bartholomäus").waitFor({ state: "detached" })
      expect(await accounts.getByRole("row").count()).toBe(2)
      await accounts.getByRole("link", { name: "משה כהן" }).click()
      await page.waitForURL(new RegExp(`/customers/${hebrew.id}`))
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  test(
    "R30, R66: a setting is changed with the store's own checks, its example follows what is written, and the log has it",
    async () => {
      const { page } = dashboard()
      await put("loyalty_points_per_currency_unit", 1)
      await put("loyalty_max_redeem_percent", 50)
      problems()
      await visit("/loyalty?tab=settings")
      const settings = card("Settings")
      await settings
        .getByText("An order of $120.00 earns 120 points, and can be paid with up to 6,000 points ($60.00).")
        .waitFor()
      await settings.getByLabel("Points for 1.00 of goods", { exact: true }).fill("2.5")
      await settings.getByText("earns 300 points").waitFor()
      expect(await setting("loyalty_points_per_currency_unit")).toBe(1)
      expect(problems()).toEqual([])

      await settings.getByLabel("Largest share paid with points (%)").fill("101")
      await settings.getByText(/^Largest share paid with points \(%\): must be/).waitFor()
      await settings.getByText("An order with goods for (USD)").waitFor()
      await settings.getByRole("button", { name: "Save 2 changes" }).click()
      await settings.getByRole("alert").waitFor()
      expect(await settings.getByLabel("Largest share paid with points (%)").inputValue()).toBe("101")
      expect(await setting("loyalty_points_per_currency_unit")).toBe(2.5)
      expect(await setting("loyalty_max_redeem_percent")).toBe(50)
      await settings.getByRole("button", { name: "Discard" }).click()
      await settings.getByText("earns 300 points").waitFor()

      const log = card("Changes of settings")
      const [, newest] = await log.getByRole("row").allTextContents()
      expect(newest).toMatch(/Points for 1\.00 of goods12\.5owner@example\.com/)
      await look("loyalty-settings")
      expect(await barriers()).toEqual([])
      await page.mouse.move(0, 0)
      await put("loyalty_points_per_currency_unit", 1)
    },
    SLOW_MS,
  )

  test(
    "R30, R66: days that go together only in one order are saved together, and rates of a currency are written",
    async () => {
      const { page } = dashboard()
      await visit("/loyalty?tab=settings")
      const settings = card("Settings")
      await settings.getByLabel("Days until points expire").fill("40")
      await settings.getByLabel("Days until points can be used").fill("30")
      await settings.getByRole("button", { name: "Add a currency" }).click()
      await settings.getByLabel("Currency (such as eur)").fill("JPY")
      await settings.getByLabel("Points for 1.00 of goods").nth(1).fill("0.01")
      await settings.getByLabel("Points that are worth 1.00").nth(1).fill("1")
      await settings.getByRole("button", { name: "Save 3 changes" }).dblclick()
      await page.getByText("Saved", { exact: true }).waitFor()
      expect(await setting("loyalty_points_ttl_days")).toBe(40)
      expect(await setting("loyalty_pending_days")).toBe(30)
      expect(await setting("loyalty_currency_rates")).toEqual({
        jpy: {
          points_per_currency_unit: 0.01,
          points_per_currency_discount: 1,
          min_order_subtotal_to_earn: 0,
          min_checkout_total: 0,
        },
      })
      for (const [key, value] of [
        ["loyalty_pending_days", 0],
        ["loyalty_points_ttl_days", null],
        ["loyalty_currency_rates", {}],
      ] as const) {
        await put(key, value)
      }
    },
    SLOW_MS,
  )

  test(
    "R48, R66: the report shows each day and is downloaded as the store's CSV; the pages speak German",
    async () => {
      const { page, shop } = dashboard()
      problems()
      await visit("/loyalty?tab=report")
      const report = card("Report")
      await report.getByRole("row").nth(30).waitFor()
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        report.getByRole("button", { name: "Download CSV" }).click(),
      ])
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
      const { body } = await shop.admin.send<string>("GET", "/admin/loyalty/report?format=csv")
      expect(Buffer.concat(chunks).toString("utf8")).toBe(body)
      await look("loyalty-report")
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await speak("de")
      await visit("/loyalty")
      await card("Übersicht").getByText("Verbindlichkeit im Zeitverlauf").first().waitFor()
      await look("loyalty-german")
      await speak("en")
    },
    SLOW_MS,
  )

  // Guards: `sent` in src/admin/loyalty/simulator.tsx; `problem` of its fields.
  test(
    "R50, R66: the simulator shows points, worth and share of revenue under proposed settings beside today's, by day, and saves nothing",
    async () => {
      const { page, shop } = dashboard()
      problems()
      await put("loyalty_points_enabled", true)
      const { email } = await shop.placeOrder({ product: "download", quantity: 60, capture: true })
      const before = await setting("loyalty_points_per_currency_unit")
      await visit("/loyalty?tab=simulator")
      const simulator = card("Simulator")
      const rate = simulator.getByLabel("Points for 1.00 of goods").first()
      await rate.fill("-1")
      await simulator.getByRole("button", { name: "Simulate" }).click()
      await simulator.getByRole("alert").waitFor()
      await rate.fill("3")
      const asked: string[] = []
      page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
      const answered = page.waitForResponse((answer) => answer.url().endsWith("/admin/loyalty/simulate") && answer.ok())
      await simulator.getByRole("button", { name: "Simulate" }).dblclick()
      const { simulation } = (await (await answered).json()) as {
        simulation: { by_currency: { currency_code: string; proposed: { points: number } }[] }
      }
      const usd = simulation.by_currency.find(({ currency_code }) => currency_code === "usd")
      const row = simulator.getByRole("row").filter({ hasText: "Proposed · USD" })
      await row.getByText(Number(usd?.proposed.points).toLocaleString("en"), { exact: true }).waitFor()
      await simulator
        .getByRole("row")
        .filter({ hasText: String(email) })
        .getByText("+2,400")
        .waitFor()
      const chart = simulator.getByRole("slider", { name: "Points by day of the order" })
      await chart.press("End")
      expect(await chart.getAttribute("aria-valuetext")).toMatch(/Today .*, Proposed /)
      expect(asked.filter((one) => one === "POST /admin/loyalty/simulate")).toHaveLength(1)
      expect(await setting("loyalty_points_per_currency_unit")).toBe(before)
      expect(await barriers()).toEqual([])
      await look("loyalty-simulator", simulator)
      expect(problems()).toEqual([])
      await put("loyalty_points_enabled", false)
    },
    SLOW_MS,
  )
}
