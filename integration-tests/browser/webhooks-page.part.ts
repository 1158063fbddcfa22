import { eventually } from "../helpers/loyalty"
import { openReceiver, type Receiver } from "../helpers/webhook-receiver"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function webhooksPage(dashboard: () => Dashboard): void {
  const { visit, barriers, problems, look } = pagesOf(dashboard)
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await openReceiver()
  })
  afterAll(() => receiver?.close())

  const arrived = (count: number) =>
    eventually(
      async () => receiver.received,
      (found) => found.length >= count,
    )

  // Guards: `sent` in form-drawer.tsx; `isLive` of the deliveries' list; `refetchInterval` in use-webhook.ts.
  test(
    "R63, R66, M72, M74: the page adds a webhook once with its secret, tests it, shows request and answer, and resends a failed delivery",
    async () => {
      const { page, shop } = dashboard()
      problems()
      await visit("/settings/webhooks")
      await page.getByText("No webhooks yet.").waitFor()
      await page.getByRole("button", { name: "Add webhook" }).click()
      await page.getByLabel("URL").fill("http://")
      await page.getByRole("button", { name: "Save" }).click()
      await page.getByText(/^URL: /).waitFor()
      await page.getByLabel("URL").fill(`${receiver.url}/erp`)
      await page.getByLabel("Events").fill("clientele.points.*\nclientele.credit.payment_recorded")
      await page.getByLabel("Description").fill("ERP מערכת")
      await page.getByRole("button", { name: "Save" }).dblclick()
      const dialog = page.getByRole("dialog", { name: "Secret of the webhook" })
      const secret = String(await dialog.getByText(/^whsec_/).textContent())
      await page.keyboard.press("Escape")
      await dialog.getByRole("button", { name: "I have stored it" }).click()
      await page.getByRole("link", { name: `${receiver.url}/erp` }).waitFor()
      const { webhooks } = await shop.admin.get<{ webhooks: { id: string }[] }>("/admin/webhooks")
      expect(webhooks).toHaveLength(1)
      expect(await barriers()).toEqual([])
      await look("webhooks-list")

      await page.getByRole("link", { name: `${receiver.url}/erp` }).click()
      await page.getByText("No deliveries yet.").waitFor()
      receiver.answer({ status: 503, text: "<b>busy</b>" })
      const menu = page.getByRole("button", { name: `Actions for ${receiver.url}/erp` })
      await menu.click()
      await page.getByRole("menuitem", { name: "Send a test" }).click()
      const [first] = await arrived(1)
      receiver.verify(secret, first as NonNullable<typeof first>)
      receiver.answer({ status: 204 })
      const row = page.getByRole("row").filter({ hasText: "clientele.webhook.test" })
      await page.reload()
      await row.getByText("503").waitFor()
      await row.getByRole("button", { name: /Details/ }).click()
      const details = page.getByRole("dialog")
      await details.getByText('"type": "clientele.webhook.test"').waitFor()
      await details.getByText("The answer was not a success (2xx).").waitFor()
      await details.getByText("<b>busy</b>").waitFor()
      expect(await barriers()).toEqual([])
      await look("webhooks-delivery")
      await page.keyboard.press("Escape")
      await row.getByRole("button", { name: "Send again" }).click()
      const [, second] = await arrived(2)
      expect(second?.id).toBe(first?.id)
      await row.getByText("Delivered").waitFor()
      await page.getByText("Active", { exact: true }).waitFor()
      expect(await barriers()).toEqual([])
      await look("webhooks-endpoint")
    },
    SLOW_MS,
  )

  // Guard: the question before a rotation (webhook-actions.tsx).
  test(
    "R63, R66: the page rotates a secret after a confirmation, and switches, changes and deletes an endpoint",
    async () => {
      const { page, shop } = dashboard()
      const made = await shop.admin.post<{ webhook: { id: string }; secret: string }>("/admin/webhooks", {
        url: `${receiver.url}/crm`,
      })
      const stored = async () =>
        (await shop.admin.get<{ webhook: Record<string, unknown> }>(`/admin/webhooks/${made.webhook.id}`)).webhook
      await visit(`/settings/webhooks/${made.webhook.id}`)
      const menu = page.getByRole("button", { name: `Actions for ${receiver.url}/crm` })
      const choose = async (item: string) => {
        await menu.click()
        await page.getByRole("menuitem", { name: item }).click()
      }
      const answer = (name: string) => page.getByRole("alertdialog").getByRole("button", { name }).click()

      await choose("Rotate secret")
      await answer("Cancel")
      expect((await stored()).previous_secret_until).toBeNull()
      await choose("Rotate secret")
      await answer("Rotate secret")
      const dialog = page.getByRole("dialog", { name: "Secret of the webhook" })
      expect(await dialog.getByText(/^whsec_/).textContent()).not.toBe(made.secret)
      await dialog.getByRole("button", { name: "I have stored it" }).click()
      await page.getByText(/also signs until/).waitFor()

      await choose("Switch off")
      await answer("Switch off")
      await page.getByText("Switched off", { exact: true }).waitFor()
      expect(await stored()).toMatchObject({ is_active: false })
      await choose("Switch on")
      await page.getByText("Active", { exact: true }).waitFor()

      await page.getByRole("button", { name: "Edit" }).click()
      await page.getByLabel("Events").fill("clientele.points!")
      await page.getByRole("button", { name: "Save" }).click()
      await page.getByText(/must be an event name/).waitFor()
      await page.getByLabel("Events").fill("clientele.customer.*")
      await page.getByRole("button", { name: "Save" }).click()
      // The form's field holds the same text.
      await page.getByRole("dialog").waitFor({ state: "hidden" })
      await page.getByText("clientele.customer.*", { exact: true }).waitFor()
      expect(await stored()).toMatchObject({ events: ["clientele.customer.*"] })

      await choose("Send missed messages")
      await page.getByRole("dialog").getByRole("button", { name: "Send" }).click()
      await page.getByText("0 messages are on their way.").waitFor()

      await choose("Delete webhook")
      await answer("Delete webhook")
      await page.waitForURL(/\/settings\/webhooks$/)
      expect((await shop.admin.send("GET", `/admin/webhooks/${made.webhook.id}`)).status).toBe(404)
    },
    SLOW_MS,
  )
}
