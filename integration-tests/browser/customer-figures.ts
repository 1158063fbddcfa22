import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerFigures(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const ordersOf = async ({ id }: Customer) => {
    const { customer } = await dashboard().shop.admin.get<{ customer: { total_orders: number } }>(
      `/admin/customer-profiles/${id}`,
    )
    return customer.total_orders
  }

  // Guard: `None` with `why` in src/admin/figures/currency-figures.tsx; without it a figure that is not defined shows nothing.
  test(
    "R16, R66: figures show by currency and period, and say why one is not defined",
    async () => {
      const { page, shop, database } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const figures = card("Figures")
      await figures.getByText("Prospect").waitFor()
      await figures.getByText("never ordered").waitFor()
      await figures.getByText("no credit limit").waitFor()

      await shop.placeOrder({ customer, payment: "instant", product: "download" })
      const old = await shop.placeOrder({ customer, payment: "instant", product: "download" })
      await eventually(
        () => ordersOf(customer),
        (count) => count === 2,
      )
      await query(database, `update "order" set created_at = now() - interval '60 days' where id = $1`, [old.id])
      await shop.admin.post(`/admin/orders/${old.id}`, { metadata: { touched: "yes" } })
      await open(customer)
      await figures.getByText("New", { exact: true }).waitFor()
      await figures.getByText("$40.00").first().waitFor()
      await figures.getByRole("combobox", { name: "Period" }).click()
      await page.getByRole("option", { name: "30 days" }).click()
      await eventually(async () => (await figures.getByText("$20.00").count()) > 0, Boolean)
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-figures")
    },
    SLOW_MS,
  )

  test(
    "R16, R66: amounts of two currencies stand apart, yen without decimals",
    async () => {
      const { shop } = dashboard()
      const customer = await shop.register()
      await shop.placeOrder({ customer, payment: "instant", product: "download" })
      await shop.placeOrder({ customer, payment: "instant", product: "download", region: "jpy" })
      await eventually(
        () => ordersOf(customer),
        (count) => count === 2,
      )
      await open(customer)
      const figures = card("Figures")
      await figures.getByText("JPY", { exact: true }).waitFor()
      await figures.getByText("USD", { exact: true }).waitFor()
      expect(await figures.getByText(/^¥[\d,]+$/).count()).toBeGreaterThan(0)
    },
    SLOW_MS,
  )

  test(
    "R17, R66: saved payment methods are listed; without any, the card says so",
    async () => {
      const { shop } = dashboard()
      await open(await shop.register())
      await card("Payment methods").getByText("No payment method is saved.").waitFor()
    },
    SLOW_MS,
  )
}
