import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import type { Customer, Shop } from "../helpers/shop"
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
    "R16, R66: the card shows segment, risk and figures by currency and period, and the reason of an undefined figure",
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
      await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 100, on_hold: "orders" })
      await open(customer)
      await figures.getByText("High", { exact: true }).waitFor()
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
      const customer = await shop.register()
      await open(customer)
      const methods = card("Payment methods")
      await methods.getByText("No payment method is saved.").waitFor()

      await payByCard(shop, customer, "pp_cards_up")
      await payByCard(shop, customer, "pp_cards_down")
      await open(customer)
      await methods.getByText("visa •••• 4242").waitFor()
      await methods.getByText("Expires 12/2030").first().waitFor()
      await methods
        .getByText(/^Cards \(UP\) · /)
        .first()
        .waitFor()
      await methods.getByText(/^These providers did not answer: Cards \(DOWN\)/).waitFor()
      expect(await barriers()).toEqual([])
      await look("customer-payment-methods")
    },
    SLOW_MS,
  )
}

/** Begins to pay, whereby Medusa makes the customer an account with the provider, which then has saved cards. */
async function payByCard(shop: Shop, customer: Customer, provider_id: string): Promise<void> {
  const region = shop.regions.usd?.id as string
  const { region: found } = await shop.admin.get<{ region: { payment_providers: { id: string }[] } }>(
    `/admin/regions/${region}?fields=id,*payment_providers`,
  )
  const ids = found.payment_providers.map(({ id }) => id)
  await shop.admin.post(`/admin/regions/${region}`, { payment_providers: [...new Set([...ids, provider_id])] })
  const buyer = shop.as(customer)
  const { id } = await shop.fillCart({ customer, product: "download" })
  await buyer.post(`/store/carts/${id}/customer`)
  const { payment_collection } = await buyer.post<{ payment_collection: { id: string } }>(
    "/store/payment-collections",
    {
      cart_id: id,
    },
  )
  await buyer.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id })
}
