import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import type { Customer } from "../helpers/shop"
import { PAYMENT_PROVIDERS } from "../helpers/shop-setup"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerPage(dashboard: () => Dashboard): void {
  const { visit, card, speak, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const orderOnTerms = async (customer: Customer, poNumber: string) => {
    const { shop } = dashboard()
    const buyer = shop.as(customer)
    const { id } = await shop.fillCart({ customer, product: "download" })
    await buyer.post(`/store/carts/${id}`, { metadata: { po_number: poNumber } })
    const { payment_collection } = await buyer.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: id },
    )
    const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
    await buyer.post(sessions, { provider_id: PAYMENT_PROVIDERS.terms })
    await buyer.post(`/store/carts/${id}/complete`)
  }
  const receivablesOf = async ({ id }: Customer) => {
    const { database } = dashboard()
    return query<{ open: string }>(
      database,
      "select trim_scale(open)::text as open from clientele_credit_receivable where account_id = $1 order by po_number nulls last",
      [id],
    )
  }

  /** What the keyboard would work: the name of the control that has the focus. */
  const focused = () =>
    dashboard().page.evaluate<string>(
      "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
    )

  // Guards: the key of the opened form in src/admin/points/adjust-points.tsx and `sent` in form-drawer.tsx; with neither, two
  // clicks are two adjustments. The timeline in src/admin/components/read-again.ts.
  test(
    "R31, M74: the card shows the newest entries, and adjusts points once for several clicks",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 1200, reason: "welcome" })
      await open(customer)
      const points = card("Points")
      await points.getByText("1,200", { exact: true }).first().waitFor()
      expect(await points.getByRole("listitem").allTextContents()).toEqual([
        expect.stringMatching(/^Adjusted.*· welcome\+1,2001,200Why$/),
      ])

      await points.getByRole("button", { name: "Adjust points" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Points").fill("-200")
      await drawer.getByLabel("Reason").fill("mistake")
      await drawer.getByRole("button", { name: "Save" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await points.getByText("· mistake").waitFor()
      await card("Timeline").getByText("mistake", { exact: true }).waitFor()
      expect(await points.getByRole("listitem").count()).toBe(2)
      expect(await points.getByText("1,000", { exact: true }).count()).toBeGreaterThan(0)
    },
    SLOW_MS,
  )

  test(
    "R31: the form shows the store's refusal and keeps the typed values",
    async () => {
      const { page, shop } = dashboard()
      await open(await shop.register())
      await card("Points").getByRole("button", { name: "Adjust points" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Points").fill("1.5")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByText(/^Points: must be a whole number/).waitFor()
      await drawer.getByText("Reason: must not be empty").waitFor()
      expect(await drawer.getByLabel("Points").inputValue()).toBe("1.5")
    },
    SLOW_MS,
  )

  test(
    "R22, R23, R28: the card sets terms, records a payment on the oldest item as its preview shows, and disputes an item by keyboard",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const credit = card("Trade credit")
      await credit.getByRole("button", { name: "Agree on terms" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Credit limit").fill("500")
      await drawer.getByRole("button", { name: "Save" }).click()
      await credit.getByText("$0.00 of $500.00 used").waitFor()
      await credit.getByText("30 days net").waitFor()

      await orderOnTerms(customer, "PO-1")
      const posted = await eventually(
        () => receivablesOf(customer),
        (found) => found.length === 1,
      )
      expect(posted).toEqual([{ open: "20" }])
      const due_on = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10)
      const adjustment = { amount: 20, due_on, reason: "of the old shop" }
      await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, adjustment)
      await open(customer)
      await credit.getByText("$40.00 of $500.00 used").waitFor()
      await credit.getByText(/\d days overdue/).waitFor()
      expect(await credit.getByRole("row").allTextContents()).toEqual([
        expect.stringContaining("Order"),
        expect.stringMatching(/\d days overdue.*\$20\.00$/),
        expect.stringMatching(/^PO-1.*\$20\.00$/),
      ])

      await credit.getByRole("button", { name: "Record payment" }).focus()
      await page.keyboard.press("Enter")
      await drawer.getByLabel("Amount (USD)").fill("1")
      await page.keyboard.press("Escape")
      await drawer.waitFor({ state: "hidden" })
      expect(await focused()).toBe("Record payment")
      await page.keyboard.press("Enter")
      expect(await drawer.getByLabel("Amount (USD)").inputValue()).toBe("")
      await drawer.getByLabel("Amount (USD)").fill("30")
      await drawer.getByText("$20.00 of $20.00").waitFor()
      await drawer.getByText("$10.00 of $20.00").waitFor()
      await drawer.getByRole("button", { name: "Save" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await credit.getByText("$10.00 of $500.00 used").waitFor()
      expect(await receivablesOf(customer)).toEqual([{ open: "10" }, { open: "0" }])

      // With the keyboard alone: the item is disputed, and no more.
      const item = credit.getByRole("row").filter({ hasText: "PO-1" })
      await item.getByRole("button", { name: "Actions for PO-1" }).focus()
      await page.keyboard.press("Enter")
      await page.getByRole("menuitem", { name: "Mark as disputed" }).waitFor()
      await page.keyboard.press("Enter")
      await drawer.getByLabel("Reason").waitFor()
      expect(await page.evaluate("document.activeElement?.tagName")).toBe("TEXTAREA")
      await page.keyboard.type("arrived broken")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Tab")
      expect(await focused()).toBe("Save")
      await page.keyboard.press("Enter")
      await item.getByText("Disputed").waitFor()
      await drawer.waitFor({ state: "hidden" })
      expect(await focused()).toBe("Actions for PO-1")
      await page.keyboard.press("Enter")
      await page.getByRole("menuitem", { name: "End dispute" }).waitFor()
      await page.keyboard.press("Enter")
      await page.getByRole("alertdialog").getByRole("button", { name: "End dispute" }).press("Enter")
      await item.getByText("Disputed").waitFor({ state: "detached" })
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-credit")
    },
    SLOW_MS,
  )

  // Guard: src/admin/i18n/de; unit-tests/admin/translations.spec.ts compares the languages word for word.
  test(
    "R66: the cards speak the dashboard's language, with its numbers, also where the store refuses",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 1200, reason: "welcome" })
      await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 1500 })
      const due_on = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10)
      const adjustment = { amount: 1200.5, due_on, reason: "opening balance" }
      await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, adjustment)
      await shop.admin.post(`/admin/customers/${customer.id}/credit-check`, {})
      await speak("de")
      await open(customer)
      await card("Punkte").getByText("1.200", { exact: true }).first().waitFor()
      await card("Lieferantenkredit")
        .getByText(/von 1\.500,00.\$ genutzt/)
        .waitFor()
      await card("Lieferantenkredit")
        .getByText(/^Jetzt überfällig: 1\.200,50.\$\. Alter des ältesten Postens in Tagen: \d+\./)
        .waitFor()
      await look("customer-german")

      const drawer = page.getByRole("dialog")
      await card("Lieferantenkredit").getByRole("button", { name: "Konditionen bearbeiten" }).click()
      await drawer.getByLabel("Kreditlimit").fill("-1")
      await drawer.getByRole("button", { name: "Speichern" }).click()
      await drawer.getByText(/^Kreditlimit: muss eine Dezimalzahl von 0 bis /).waitFor()
      await drawer.getByRole("button", { name: "Abbrechen" }).click()
      await card("Punkte").getByRole("button", { name: "Punkte anpassen" }).click()
      await drawer.getByLabel("Punkte", { exact: true }).fill("-5000")
      await drawer.getByLabel("Grund").fill("zu viel")
      await drawer.getByRole("button", { name: "Speichern" }).click()
      await drawer.getByText("Das Konto hat nicht genug verfügbare Punkte.").waitFor()
      await look("customer-german-refused")
      await speak("en")
    },
    SLOW_MS,
  )
}
