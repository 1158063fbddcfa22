import { eventually } from "../helpers/loyalty"
import { give, tokenOf } from "../helpers/redemption"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

/** An order's credit, as `GET /admin/orders/:id/credit` answers it. */
type Answer = { order_credit: { status: string; receivable: { open_amount: number } | null } | null }

export function orderPage(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = (orderId: string) => visit(`/orders/${orderId}`)
  const switchOn = (value: boolean) =>
    dashboard().shop.admin.send("PUT", "/admin/loyalty/settings/loyalty_points_enabled", { value })
  const creditOf = (orderId: string) => dashboard().shop.admin.get<Answer>(`/admin/orders/${orderId}/credit`)
  const orderOnTerms = async (customer: Customer, limit: number) => {
    const { shop } = dashboard()
    const terms = { credit_limit: limit, payment_terms: "net_30", currency_code: "usd" }
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, terms)
    return shop.placeOrder({ customer, product: "download", payment: "terms" })
  }
  /** Medusa's own card of the customer is there, so the page is. */
  const settled = () => dashboard().page.getByRole("heading", { name: "Customer", exact: true }).waitFor()

  afterAll(() => switchOn(false))

  // Guards: `discount` and `reversed` in explainOrder; `concernsPoints`; the reasons of src/admin/i18n/en/order.json.
  test(
    "R66, R33: the order's card shows the points' discount, the earned points and their calculation, and what a cancellation gives and takes back",
    async () => {
      const { shop, database, page } = dashboard()
      problems()
      await switchOn(true)
      const customer = await shop.register()
      await give(shop, customer, 5000)
      const cart = await shop.fillCart({ customer, product: "download" })
      const token = await tokenOf(database, customer.email)
      await shop.as(customer).post(`/store/carts/${cart.id}/loyalty-redemption`, { token, points: 500 })
      await visit(`/customers/${customer.id}`)
      const points = card("Points")
      await points.getByText("Held by carts500").waitFor()
      await points.getByText("Available4,500").waitFor()
      const order = await shop.completeCart(cart.id, { customer })

      await open(order.id)
      await points.getByText("500 points paid $5.00 of this order.").waitFor()
      await points.getByText("No points yet: the order is not paid in full").waitFor()

      await shop.capture(order)
      const done = await eventually(
        () => shop.admin.get<{ order_loyalty: { granted: number } }>(`/admin/orders/${order.id}/loyalty`),
        ({ order_loyalty }) => order_loyalty.granted === 15,
      )
      expect(done).toMatchObject({
        order_loyalty: {
          points: { earned: 15, reversed: 0, redeemed: 500, returned: 0 },
          discount: { amount: 5, currency_code: "usd" },
        },
      })
      await open(order.id)
      await points.getByText("The order earns 15 points.").waitFor()
      await points.getByText("1 per $1.00 on $15.00 of goods, rounded down, makes 15.").waitFor()
      await page.getByText("Redeemed", { exact: true }).waitFor()
      expect(await barriers()).toEqual([])
      await look("order-points")

      await shop.cancel(order)
      type Kinds = { reversed: number; returned: number }
      const back = await eventually(
        () => shop.admin.get<{ order_loyalty: { points: Kinds } }>(`/admin/orders/${order.id}/loyalty`),
        ({ order_loyalty: { points: kinds } }) => kinds.reversed > 0 && kinds.returned > 0,
      )
      expect(back).toMatchObject({
        order_loyalty: { points: { earned: 15, reversed: 15, redeemed: 500, returned: 500 } },
      })
      await open(order.id)
      await points.getByText("The order is canceled, so it earns nothing.").waitFor()
      await points.getByText("Taken back", { exact: true }).waitFor()
      await points.getByText("Given back", { exact: true }).waitFor()
      expect(problems()).toEqual([])
      await look("order-canceled")
    },
    SLOW_MS,
  )

  // Guards: the returns of `null` in src/admin/widgets/order-{points,credit}-card.tsx.
  test(
    "R66: an order without points and credit shows no card",
    async () => {
      const { shop, page } = dashboard()
      await switchOn(false)
      const order = await shop.placeOrder({ product: "download" })
      const answers = Promise.all(
        ["loyalty", "credit"].map((part) =>
          page.waitForResponse((one) => one.url().endsWith(`/orders/${order.id}/${part}`)),
        ),
      )
      await open(order.id)
      await answers
      await settled()
      expect(await page.locator("[data-clientele]").count()).toBe(0)
    },
    SLOW_MS,
  )

  // Guard: `payments` in findOrderCredit.
  test(
    "R66, R24: an order on terms shows its receivable, open amount, due date and payments",
    async () => {
      const { shop } = dashboard()
      problems()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customer-profiles/${customer.id}`, { name: "דוד כהן בע״מ" })
      const order = await orderOnTerms(customer, 500)
      await eventually(
        () => creditOf(order.id),
        ({ order_credit }) => order_credit?.receivable !== null,
      )
      await shop.admin.post(`/admin/customers/${customer.id}/credit/payments`, {
        amount: 5,
        method: "wire",
        reference: "W-1",
        dated_on: "2026-11-01",
      })
      await open(order.id)
      const credit = card("Trade credit")
      await credit.getByRole("link", { name: "דוד כהן בע״מ" }).waitFor()
      await credit.getByText("$20.00", { exact: true }).waitFor()
      await credit.getByText("$15.00", { exact: true }).waitFor()
      expect(await credit.getByRole("listitem").allTextContents()).toEqual(["PaymentNov 1, 2026 · wire · W-1$5.00"])
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("order-credit")
    },
    SLOW_MS,
  )

  // Guards: `order_id` in src/admin/credit/record-refund.tsx, without which there is no unapplied cash to refund; its `key`, and `sent` in
  // src/admin/components/form-drawer.tsx, without both of which two clicks are two refunds. Each alone: customer-credit.part.ts.
  test(
    "R66, R24b, M74: money paid on an order is refunded from its page once, and the order is open again by it",
    async () => {
      const { shop, page } = dashboard()
      problems()
      const customer = await shop.register()
      const order = await orderOnTerms(customer, 500)
      await eventually(
        () => creditOf(order.id),
        ({ order_credit }) => order_credit?.receivable !== null,
      )
      await open(order.id)
      const credit = card("Trade credit")
      await credit.getByText("Due", { exact: true }).waitFor()
      expect(await credit.getByRole("button", { name: "Record refund" }).count()).toBe(0)
      const account = `/admin/customers/${customer.id}/credit`
      await shop.admin.post(`${account}/payments`, { amount: 5 })
      await open(order.id)
      await credit.getByRole("button", { name: "Record refund" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Amount (USD)").fill("5.01")
      await drawer.getByLabel("Reason").fill("complaint")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer
        .getByRole("alert")
        .getByText(/paid on the order/)
        .waitFor()
      await drawer.getByLabel("Amount (USD)").fill("3")
      expect(await barriers()).toEqual([])
      await look("order-refund")
      await drawer.getByRole("button", { name: "Save" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await credit.getByText("$18.00", { exact: true }).waitFor()
      const { entries } = await shop.admin.get<{
        entries: { type: string; amount: number; order_id: string | null }[]
      }>(`${account}/entries`)
      expect(entries.filter(({ type }) => type === "refund")).toMatchObject([{ amount: 3 }])
      expect(await creditOf(order.id)).toMatchObject({ order_credit: { receivable: { open_amount: 18 } } })
      expect(problems()).toEqual([])
      await look("order-refunded")
    },
    SLOW_MS,
  )

  // Guards: `amount` in decide-order.tsx; `reason` in rejectStep.
  test(
    "R66, R24a, M74: a waiting order shows its shortfall, is approved or rejected once, and keeps the reason as a note",
    async () => {
      const { shop, page } = dashboard()
      problems()
      const customer = await shop.register()
      const order = await orderOnTerms(customer, 15)
      await open(order.id)
      const credit = card("Trade credit")
      await credit.getByText("Exceeds the credit limit").waitFor()
      await credit.getByText("$5.00", { exact: true }).waitFor()
      expect(await barriers()).toEqual([])
      await look("order-waiting")
      await credit.getByRole("button", { name: "Approve order" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByText("charged $20.00: $5.00 more than its available credit").waitFor()
      await drawer.getByRole("button", { name: "Approve order" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await credit.getByText("Due", { exact: true }).waitFor()
      expect(await creditOf(order.id)).toMatchObject({
        order_credit: { receivable: { open_amount: 20 }, approval: null },
      })

      const other = await shop.register()
      const rejected = await orderOnTerms(other, 15)
      await open(rejected.id)
      await credit.getByRole("button", { name: "Reject order" }).click()
      await drawer.getByLabel("Reason").fill("owes us elsewhere")
      await drawer.getByRole("button", { name: "Reject order" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      expect(await shop.order(rejected.id)).toMatchObject({ status: "canceled" })
      const { notes } = await shop.admin.get<{ notes: { body: string }[] }>(`/admin/customers/${other.id}/notes`)
      expect(notes.map(({ body }) => body)).toEqual(["owes us elsewhere"])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
