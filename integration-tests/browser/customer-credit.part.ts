import type { Route } from "playwright-core"
import { query } from "../helpers/database"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerCredit(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const agree = ({ id }: Customer, credit_limit: number) =>
    dashboard().shop.admin.post(`/admin/customers/${id}/credit`, { credit_limit })
  const creditOf = async ({ id }: Customer) => {
    const { credit } = await dashboard().shop.admin.get<{ credit: { credit_limit: number | null } }>(
      `/admin/customers/${id}/credit`,
    )
    return credit
  }
  const membersOf = async ({ id }: Customer) => {
    const { members } = await dashboard().shop.admin.get<{ members: Record<string, unknown>[] }>(
      `/admin/customers/${id}/credit/members`,
    )
    return members.map(({ customer_id, spending_limit, spending_period }) => [
      customer_id,
      spending_limit,
      spending_period,
    ])
  }

  // Guard: `isDisabled` in src/admin/credit/save-member.tsx; without it the form sends no customer, which the store refuses.
  test(
    "R22, R66, M74: the card finds a buyer by name, adds it once, sets a limit, and removes it after a confirmation",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const [company, buyer] = [await shop.register(), await shop.register()]
      await agree(company, 500)
      await shop.admin.post(`/admin/customer-profiles/${buyer.id}`, { name: `בוגוס ${buyer.id}` })
      await open(company)
      const credit = card("Trade credit")
      const buyers = credit.getByRole("list", { name: "Buyers" }).getByRole("listitem")
      await buyers.first().waitFor()
      await credit.getByRole("button", { name: "Add buyer" }).click()
      const drawer = page.getByRole("dialog")
      expect(await drawer.getByRole("button", { name: "Save" }).isDisabled()).toBe(true)
      await drawer.getByLabel("Find a customer").first().fill(buyer.email)
      await drawer.getByRole("radio", { name: new RegExp(buyer.email) }).click()
      await drawer.getByLabel("Spending limit (USD)").fill("-5")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByRole("alert").waitFor()
      await drawer.getByLabel("Spending limit (USD)").fill("-6")
      await drawer.getByRole("alert").waitFor({ state: "detached" })
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByRole("alert").waitFor()
      await drawer.getByLabel("Spending limit (USD)").fill("120")
      await look("customer-credit-buyer")
      await drawer.getByRole("button", { name: "Save" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await credit.getByText("$120.00 a month").waitFor()
      expect(await membersOf(company)).toEqual(expect.arrayContaining([[buyer.id, 120, "month"]]))
      await card("Timeline")
        .getByText(/^Buyer: nothing → בוגוס/)
        .waitFor()
      await card("Timeline").getByText("Spending limit: nothing → $120.00").waitFor()

      await buyers
        .filter({ hasText: buyer.email })
        .getByRole("button", { name: /^Actions for/ })
        .click()
      await page.getByRole("menuitem", { name: "Remove" }).click()
      await page
        .getByRole("alertdialog")
        .getByText(/can no longer buy on this account/)
        .waitFor()
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click()
      await credit.getByText("$120.00 a month").waitFor({ state: "hidden" })
      expect(await membersOf(company)).toEqual([[company.id, null, null]])
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guards: `credit.unapplied > 0` in src/admin/widgets/customer-30-credit.tsx; `key` in src/admin/credit/record-refund.tsx, without which the
  // repetition is another refund, which is refused; `sent` in src/admin/components/form-drawer.tsx.
  test(
    "R66, R23, M74: unapplied cash is refunded once, also if the answer was lost, and the button goes with the last of it",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await agree(customer, 500)
      await shop.admin.post(`/admin/customers/${customer.id}/credit/payments`, { amount: 30 })
      await open(customer)
      const credit = card("Trade credit")
      const refund = credit.getByRole("button", { name: "Record refund" })
      await refund.click()
      const drawer = page.getByRole("dialog")
      await drawer.getByText("At most the unapplied cash of $30.00.").waitFor()
      await drawer.getByLabel("Amount (USD)").fill("30")
      await drawer.getByLabel("Reason").fill("paid twice")
      await look("customer-credit-refund")
      const requests: string[] = []
      const note = (request: { method(): string; url(): string }) => {
        if (request.method() === "POST") requests.push(new URL(request.url()).pathname)
      }
      page.on("request", note)
      const lose = async (route: Route) => {
        await route.fetch()
        await route.abort()
      }
      await page.route("**/credit/refunds", lose, { times: 1 })
      const save = drawer.getByRole("button", { name: "Save" })
      await save.dblclick()
      await drawer.getByRole("alert").waitFor()
      await save.dblclick()
      await drawer.waitFor({ state: "hidden" })
      page.off("request", note)
      const refunds = `/admin/customers/${customer.id}/credit/refunds`
      expect(requests.filter((path) => path === refunds)).toEqual([refunds, refunds])
      await refund.waitFor({ state: "hidden" })
      const { credit: left } = await shop.admin.get<{ credit: { unapplied: number; current_balance: number } }>(
        `/admin/customers/${customer.id}/credit`,
      )
      expect(left).toMatchObject({ unapplied: 0, current_balance: 0 })
      expect(await barriers()).toEqual([])
      // The lost answer, and nothing else.
      expect(problems()).toEqual([expect.stringMatching(/ERR_FAILED .*\/credit\/refunds$/)])
    },
    SLOW_MS,
  )

  // Guards: `useConfirm` in src/admin/credit/credit-check.tsx, without which one click sets the limit; `sent` in
  // src/admin/components/use-change.ts, without which two clicks make two checks.
  test(
    "R25, R66, M74: the card runs a check once, shows its reasons, applies its limit after a confirmation, and runs another provider",
    async () => {
      const { page, shop, database } = dashboard()
      problems()
      const customer = await shop.register()
      await agree(customer, 500)
      const due_on = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10)
      await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, { amount: 30, due_on, reason: "old" })
      await open(customer)
      const credit = card("Trade credit")
      await credit.getByText(/^No credit check yet/).waitFor()
      await credit.getByRole("button", { name: "Run check" }).dblclick()
      const reasons = credit.getByRole("list", { name: "Reasons" })
      await reasons.getByText(/^Overdue now: /).waitFor()
      const made = await query(database, "select id from clientele_credit_check where customer_id = $1", [customer.id])
      expect(made).toHaveLength(1)
      await look("customer-credit-check")
      await credit.getByRole("button", { name: "Apply limit" }).click()
      const question = page.getByRole("alertdialog")
      await question.getByText(/^The credit limit changes from \$500\.00 to \$/).waitFor()
      await question.getByRole("button", { name: "Cancel" }).click()
      expect(await creditOf(customer)).toMatchObject({ credit_limit: 500 })
      await credit.getByRole("button", { name: "Apply limit" }).click()
      await question.getByRole("button", { name: "Apply limit" }).click()
      await credit.getByText(/^Applied on /).waitFor()
      const { credit_limit } = await creditOf(customer)
      expect(credit_limit).not.toBe(500)

      await credit.getByRole("combobox", { name: "Provider" }).click()
      await page.getByRole("option", { name: "bureau" }).click()
      await credit.getByRole("button", { name: "Run check" }).click()
      await credit.getByText("The provider could not be reached.").waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
