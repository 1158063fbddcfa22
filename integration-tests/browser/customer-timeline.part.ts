import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import { give } from "../helpers/redemption"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerTimeline(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)

  // Guards: Folded in timeline-entry.tsx; `kind` in useTimeline; `getNextPageParam`; the titles of src/admin/i18n/en/timeline.json; use-value-words.ts and the
  // currency of creditChanges in src/workflows/timeline/sources.ts.
  test(
    "R29, R66: the timeline shows events, filters by kind, and loads more",
    async () => {
      const { shop, page, database } = dashboard()
      problems()
      const customer = await shop.register()
      const at = `/admin/customers/${customer.id}`
      await shop.admin.post(`/admin/customer-profiles/${customer.id}`, {
        name: "דוד כהן בע״מ",
        website: "https://a.example",
        notes: `Opening hours: ${"as before ".repeat(400)}`,
      })
      await shop.admin.post(`${at}/contacts`, { name: "Bo", email: "bo@a.example" })
      await shop.admin.post(`${at}/notes`, { body: `Called. ${"A long word is broken: ".repeat(8)}${"x".repeat(120)}` })
      await give(shop, customer, 1200)
      await shop.admin.post(`${at}/credit`, {
        credit_limit: 500,
        currency_code: "usd",
        payment_terms: "net_14",
      })
      const order = await shop.placeOrder({ customer, product: "download", capture: true })
      await query(
        database,
        `insert into clientele_customer_note (id, customer_id, body, created_at)
         select 'note_' || $1 || n, $1, 'Old note ' || n, now() - n * interval '1 day' from generate_series(1, 10) n`,
        [customer.id],
      )
      await eventually(
        () => shop.admin.get<{ events: { kind: string }[] }>(`${at}/timeline?kind=payment`),
        ({ events }) => events.length === 1,
      )

      await visit(`/customers/${customer.id}`)
      const timeline = card("Timeline")
      await timeline.getByText("Payment captured").waitFor()
      await timeline
        .getByRole("link", { name: `#${order.display_id}` })
        .first()
        .waitFor()
      await timeline.getByText("+1,200 points").waitFor()
      await timeline.getByText("Website: nothing → https://a.example").waitFor()
      const remarks = timeline.getByRole("listitem").filter({ hasText: "Opening hours" }).last()
      const height = async () => (await remarks.boundingBox())?.height ?? 0
      const folded = await height()
      await remarks.getByRole("button", { name: "Show all" }).click()
      await remarks.getByRole("button", { name: "Show less" }).waitFor()
      expect(await height()).toBeGreaterThan(2 * folded)
      await remarks.getByRole("button", { name: "Show less" }).click()
      await timeline.getByText("Contact added").waitFor()
      await timeline.getByText("Credit limit: nothing → $500.00").waitFor()
      await timeline.getByText("Payment terms: nothing → 14 days net").waitFor()
      expect(await timeline.getByText("Old note 9").count()).toBe(0)
      expect(await barriers()).toEqual([])
      await look("customer-timeline")
      await timeline.getByRole("button", { name: "Load more" }).click()
      await timeline.getByText("Old note 9").waitFor()

      await timeline.getByRole("combobox", { name: "Show" }).click()
      await page.getByRole("option", { name: "Contacts" }).click()
      await timeline.getByText("Payment captured").waitFor({ state: "hidden" })
      await timeline.getByText("Contact added").waitFor()
      expect(await timeline.getByRole("button", { name: "Load more" }).count()).toBe(0)
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
