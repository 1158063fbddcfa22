import { type Dashboard, SLOW_MS } from "./dashboard"

export function outboxPage(dashboard: () => Dashboard): void {
  // Guard: `refetchInterval` in src/admin/routes/outbox/page.tsx; without it the mail does not show by itself.
  test(
    "R42, R66: the outbox's page shows a new mail with its code",
    async () => {
      const { page, store, shop } = dashboard()
      await page.goto(`${store.url}/app/outbox`)
      await page.getByText("No mails yet.").waitFor()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 200, reason: "test" })
      await shop.guest.post("/store/loyalty/redemption/send-otp", { email: customer.email })
      const mail = page.getByRole("article").filter({ hasText: customer.email })
      await mail.waitFor()
      expect(await mail.textContent()).toMatch(/Your code is \d{6}\./)
    },
    SLOW_MS,
  )
}
