import fs from "node:fs/promises"
import type { ClienteleRoutes } from "../../src/types"
import { eventually } from "../helpers/loyalty"
import { newEmail } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

type Exposure = ClienteleRoutes["GET /admin/credit/exposure"]["response"]
type Approvals = ClienteleRoutes["GET /admin/credit/approvals"]["response"]
type Entry = { entry: { receivable_id: string } }

const DAY_MS = 86_400_000
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)
const dollars = (amount: number) => amount.toLocaleString("en", { style: "currency", currency: "USD" })

/** More than all else that the tests of the other pages owe, so that these accounts are at the top. */
const MOST = 70_000_000
const LONG = "Oberholzner-Wertheimer Großhandel ".repeat(6).trim().slice(0, 200)
const HEBREW = "חברת האור למסחר"

export function creditPages(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const row = (text: string) => dashboard().page.getByRole("row").filter({ hasText: text })

  async function newAccount(company_name: string, credit: object): Promise<string> {
    const { shop } = dashboard()
    const body = { email: newEmail("account"), company_name }
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", body)
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, credit)
    return customer.id
  }
  const owe = async (id: string, amount: number, days: number) => {
    const body = { amount, reason: "opening balance", due_on: dayFromNow(days) }
    const { entry } = await dashboard().shop.admin.post<Entry>(`/admin/customers/${id}/credit/adjustments`, body)
    return entry.receivable_id
  }

  test(
    "R28, R66, M72: the overview shows balance, overdue amount, ageing and days sales outstanding by currency, and links to the accounts",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const long = await newAccount(LONG, { credit_limit: MOST * 2, currency_code: "usd" })
      await owe(long, MOST, -95)
      await owe(long, 1250.5, -10)
      const yen = { credit_limit: 900_000, currency_code: "jpy" }
      await owe(await newAccount(HEBREW, yen), 120_000 - 140, 3)
      // The only sale on account in yen: 7 × ¥20.
      const buyer = await shop.register()
      await shop.admin.post(`/admin/customers/${buyer.id}/credit`, yen)
      await shop.placeOrder({ customer: buyer, product: "download", quantity: 7, payment: "terms", region: "jpy" })
      await eventually(
        () => shop.admin.get<{ receivables: unknown[] }>(`/admin/customers/${buyer.id}/credit/receivables`),
        ({ receivables }) => receivables.length === 1,
      )
      await visit("/credit")
      const { exposure } = await shop.admin.get<Exposure>("/admin/credit/exposure")
      const usd = exposure.find(({ currency_code }) => currency_code === "usd")
      const section = card("Accounts in USD")
      await section
        .getByText(dollars(usd?.balance ?? 0), { exact: true })
        .first()
        .waitFor()
      await section.getByText("More than 90 days").first().waitFor()
      await card("Accounts in JPY").getByText("¥120,000", { exact: true }).first().waitFor()
      // ¥120,000 owed ÷ ¥140 sold on account in 90 days × 90 days: 77,142.9 days.
      await card("Accounts in JPY").getByText("More than 10 years", { exact: true }).waitFor()
      expect(await barriers()).toEqual([])
      await look("credit-overview")

      await section
        .getByRole("link", { name: new RegExp(dollars(usd?.overdue_amount ?? 0).replace(/[$.]/g, "\\$&")) })
        .click()
      await page.getByRole("heading", { name: "Credit accounts" }).waitFor()
      await row(LONG.slice(0, 30)).waitFor()
      expect(await row(LONG.slice(0, 30)).textContent()).toContain(dollars(MOST + 1250.5))
      expect(await row(HEBREW).count()).toBe(0)
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("credit-accounts")
    },
    SLOW_MS,
  )

  // Guard: `event.currentTarget.contains` in src/admin/components/list/list-table.tsx; without it a click in the drawer leaves the page.
  test(
    "R28: the list of accounts opens a statement to print and downloads it as CSV",
    async () => {
      const { page } = dashboard()
      problems()
      const id = await newAccount("Statement & Sons", { credit_limit: MOST * 3 })
      await owe(id, MOST + 5, 30)
      await visit("/credit/accounts")
      await row("Statement & Sons").getByRole("button", { name: "Statement" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("From").fill(dayFromNow(-3))
      await drawer.getByLabel("To").click()
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        drawer.getByRole("button", { name: "CSV" }).click(),
      ])
      expect(await fs.readFile(await file.path(), "utf8")).toMatch(
        /opening_balance[\s\S]*70000005[\s\S]*closing_balance/,
      )
      const [printed] = await Promise.all([
        page.waitForEvent("popup"),
        drawer.getByRole("button", { name: "Open to print" }).click(),
      ])
      await printed.getByText("Statement & Sons").first().waitFor()
      await printed.close()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  test(
    "R28, R66: the list of open items shows late and disputed items and filters by both",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const name = `Late ${newEmail("items")}`
      const id = await newAccount(name, { credit_limit: 1000 })
      const disputed = await owe(id, 11, -700)
      await owe(id, 12, -699)
      await owe(id, 13, 2)
      await shop.admin.post(`/admin/customers/${id}/credit/receivables/${disputed}/dispute`, { reason: "broken" })
      await visit("/credit/receivables")
      await row(name).first().waitFor()
      expect((await row(name).allTextContents()).slice(0, 2)).toEqual([
        expect.stringMatching(/700 days overdue.*Disputed.*\$11\.00/),
        expect.stringMatching(/699 days overdue.*\$12\.00/),
      ])
      await page.getByRole("combobox", { name: "Disputed" }).click()
      await page.getByRole("option", { name: "Yes" }).click()
      await row(name).filter({ hasText: "$12.00" }).waitFor({ state: "detached" })
      expect(await row(name).count()).toBe(1)
      await visit(`/credit/receivables?due_until=${dayFromNow(-699)}`)
      await row(name).filter({ hasText: "$12.00" }).waitFor()
      expect(await row(name).count()).toBe(2)
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("credit-receivables")
    },
    SLOW_MS,
  )

  test(
    "R24a, M74: the list approves or rejects a waiting order once and removes it",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 5, currency_code: "usd" })
      const place = () => shop.placeOrder({ customer, product: "download", payment: "terms" })
      const [approved, rejected] = [await place(), await place()]
      const waiting = async () =>
        (await shop.admin.get<Approvals>("/admin/credit/approvals?limit=100")).approvals.map((one) => one.order_id)
      expect(await waiting()).toEqual(expect.arrayContaining([approved.id, rejected.id]))
      await visit("/credit/approvals")
      const [first, second] = [row(`#${approved.display_id}`), row(`#${rejected.display_id}`)]
      await first.getByText("Exceeds the credit limit").waitFor()
      expect(await barriers()).toEqual([])
      await look("credit-approvals")
      await first.getByRole("button", { name: "Approve order" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Approve order" }).dblclick()
      await first.waitFor({ state: "detached" })
      await second.getByRole("button", { name: "Reject order" }).click()
      await page.getByRole("dialog").getByLabel("Reason").fill("no answer")
      await page.getByRole("dialog").getByRole("button", { name: "Reject order" }).click()
      await second.waitFor({ state: "detached" })
      const left = await eventually(waiting, (ids) => !ids.includes(approved.id) && !ids.includes(rejected.id))
      expect(left).not.toContain(rejected.id)
      expect((await shop.order(rejected.id)).status).toBe("canceled")
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
