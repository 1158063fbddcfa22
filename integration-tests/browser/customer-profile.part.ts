import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { greyPng } from "./grey-png"
import { pagesOf } from "./pages"

export function customerProfile(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const profileOf = async ({ id }: Customer) => {
    const { customer } = await dashboard().shop.admin.get<{ customer: Record<string, unknown> }>(
      `/admin/customer-profiles/${id}`,
    )
    return customer
  }

  // Guard: `changesOf` in src/admin/profile/profile-form.ts; without it the drawer writes the discount back that changed meanwhile.
  test(
    "R2, R66: a profile is edited in a drawer, which sends only what was changed",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const profile = card("Profile")
      await profile.getByText("Person", { exact: true }).waitFor()
      await profile.getByRole("button", { name: "Edit" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Kind").click()
      await page.getByRole("option", { name: "Business" }).click()
      await drawer.getByLabel("Company").fill("חברת הדוגמה בע״מ")
      await drawer.getByLabel("Tax or VAT number").fill("DE123456789")
      await drawer.getByLabel("Website").fill("https://example.com/a")
      await drawer.getByLabel("Remarks").fill("x".repeat(5000))
      await shop.admin.post(`/admin/customer-profiles/${customer.id}`, { discount_rate: 7.5 })
      await drawer.getByRole("button", { name: "Save" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      await profile.getByText("DE123456789").waitFor()
      await profile.getByText("7.5%").waitFor()
      await profile.getByRole("link", { name: "https://example.com/a" }).waitFor()
      expect(await profileOf(customer)).toMatchObject({
        is_business: true,
        company_name: "חברת הדוגמה בע״מ",
        tax_id: "DE123456789",
        discount_rate: 7.5,
        notes: "x".repeat(5000),
      })
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-profile")
    },
    SLOW_MS,
  )

  // Guard: `useProblem` in src/admin/components/fields.tsx; without it no field says what is wrong with it.
  test(
    "R4, R66: the form shows the store's refusal at its field and keeps the typed values",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await open(customer)
      await card("Profile").getByRole("button", { name: "Edit" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Website").fill("not a website")
      await drawer.getByLabel("Discount (%)").fill("101")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByText(/^Discount \(%\): must be a percentage from 0 to 100/).waitFor()
      await drawer.getByText(/^Website: /).waitFor()
      expect(await drawer.getByRole("alert").count()).toBe(2)
      expect(await drawer.getByLabel("Website").getAttribute("aria-invalid")).toBe("true")
      expect(await drawer.getByLabel("Website").inputValue()).toBe("not a website")
      await look("customer-profile-refused")
      expect(await profileOf(customer)).toMatchObject({ website: null, discount_rate: null })
    },
    SLOW_MS,
  )

  test(
    "R13, R66: the card uploads a photo, shows it, removes it after a confirmation, and refuses another file type",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const photo = card("Photo")
      await photo.getByText(/^No photo yet/).waitFor()
      const upload = (name: string, buffer: Buffer) =>
        photo.locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer })
      await upload("me.png", greyPng(2, 2))
      await photo.getByRole("img", { name: "Photo of Sam Shopper" }).waitFor()
      expect(await profileOf(customer)).toMatchObject({ photo_url: expect.stringContaining("http") })
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])

      await upload("me.png", Buffer.from("no image"))
      await page
        .getByText(/photo/i)
        .filter({ hasText: /JPEG|PNG/ })
        .first()
        .waitFor()

      await photo.getByRole("button", { name: "Remove" }).click()
      const question = page.getByRole("alertdialog")
      await question.getByRole("button", { name: "Cancel" }).click()
      expect(await profileOf(customer)).toMatchObject({ photo_url: expect.stringContaining("http") })
      await photo.getByRole("button", { name: "Remove" }).click()
      await question.getByRole("button", { name: "Remove" }).click()
      await photo.getByText(/^No photo yet/).waitFor()
      expect(await profileOf(customer)).toMatchObject({ photo_url: null })
    },
    SLOW_MS,
  )
}
