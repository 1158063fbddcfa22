import fs from "node:fs"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerPrivacy(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const emailOf = async ({ id }: Customer) => {
    const { customer } = await dashboard().shop.admin.get<{ customer: { email: string | null } }>(
      `/admin/customer-profiles/${id}`,
    )
    return customer.email
  }

  test(
    "R18, R66: the card saves all data about a customer as a file",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/notes`, { body: "a note to be found" })
      await open(customer)
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        card("Privacy").getByRole("button", { name: "Export" }).click(),
      ])
      expect(file.suggestedFilename()).toBe(`${customer.id}.json`)
      const saved = fs.readFileSync(await file.path(), "utf8")
      expect(JSON.parse(saved)).toMatchObject({ export: { customer_id: customer.id } })
      expect(saved).toContain("a note to be found")
    },
    SLOW_MS,
  )

  // Guard: `isDisabled` in src/admin/privacy/anonymise.tsx; without it a click or Enter anonymises at once.
  test(
    "R18, R66, M74: anonymising lists the data to remove and waits for the typed address",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/notes`, { body: "a note" })
      await shop.admin.post(`/admin/customers/${customer.id}/contacts`, { name: "Ann" })
      await open(customer)
      await card("Privacy").getByRole("button", { name: "Anonymise" }).click()
      const drawer = page.getByRole("dialog")
      const goes = drawer.getByRole("listitem")
      await goes.filter({ hasText: "Contacts" }).waitFor()
      expect(await goes.allTextContents()).toEqual(expect.arrayContaining(["Contacts1", "Notes1", "Customer1"]))
      await look("customer-privacy")

      const send = drawer.getByRole("button", { name: "Anonymise" })
      const word = drawer.getByLabel(`Type “${customer.email}” to confirm`)
      expect(await send.isDisabled()).toBe(true)
      await word.fill("another@example.com")
      await word.press("Enter")
      expect(await send.isDisabled()).toBe(true)
      expect(await emailOf(customer)).toBe(customer.email)

      await word.fill(customer.email)
      await send.dblclick()
      await drawer.waitFor({ state: "hidden" })
      expect(await emailOf(customer)).not.toBe(customer.email)
      await card("Contacts")
        .getByText(/^No contacts yet/)
        .waitFor()
      await card("Notes").getByText("No notes yet.").waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guard: `force` in src/admin/privacy/anonymise.tsx; without it the store refuses again.
  test(
    "R18, R66: a customer who owes money is anonymised only after an explicit confirmation",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 100 })
      const due_on = new Date().toISOString().slice(0, 10)
      await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, { amount: 5, due_on, reason: "old" })
      await open(customer)
      await card("Privacy").getByRole("button", { name: "Anonymise" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel(/^Type /).fill(customer.email)
      await drawer.getByRole("button", { name: "Anonymise" }).click()
      await drawer.getByRole("alert").waitFor()
      expect(await emailOf(customer)).toBe(customer.email)
      await drawer.getByLabel("Anonymise although the credit account is not settled").click()
      await drawer.getByRole("button", { name: "Anonymise" }).click()
      await drawer.waitFor({ state: "hidden" })
      expect(await emailOf(customer)).not.toBe(customer.email)
    },
    SLOW_MS,
  )
}
