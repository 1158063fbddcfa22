import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerNotes(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const notesOf = async ({ id }: Customer) => {
    const { notes } = await dashboard().shop.admin.get<{ notes: { body: string }[] }>(`/admin/customers/${id}/notes`)
    return notes.map(({ body }) => body)
  }

  // Guard: `sent` in src/admin/components/form-drawer.tsx; without it two clicks add two notes.
  test(
    "R14, R66, M74: the card adds a note once, lists the newest first, changes it, and removes it after a confirmation",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const notes = card("Notes")
      await notes.getByText("No notes yet.").waitFor()
      const drawer = page.getByRole("dialog")
      for (const body of ["First line\nsecond line", "ערב טוב, להתקשר מחר"]) {
        await notes.getByRole("button", { name: "Add note" }).click()
        await drawer.getByRole("textbox", { name: "Note" }).fill(body)
        await drawer.getByRole("button", { name: "Save" }).dblclick()
        await drawer.waitFor({ state: "hidden" })
        await notes.getByText(body).waitFor()
      }
      expect(await notesOf(customer)).toEqual(["ערב טוב, להתקשר מחר", "First line\nsecond line"])
      expect(await notes.getByRole("listitem").allTextContents()).toEqual([
        expect.stringContaining("ערב טוב"),
        expect.stringMatching(/First line\nsecond line.* · owner@/s),
      ])

      await notes
        .getByRole("button", { name: /^Actions for note/ })
        .last()
        .click()
      await page.getByRole("menuitem", { name: "Edit" }).click()
      await drawer.getByRole("textbox", { name: "Note" }).fill("")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByText(/^Note: /).waitFor()
      await drawer.getByRole("textbox", { name: "Note" }).fill("y".repeat(5000))
      await drawer.getByRole("button", { name: "Save" }).click()
      await notes.getByText("changed since").waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-notes")

      await notes
        .getByRole("button", { name: /^Actions for note/ })
        .first()
        .click()
      await page.getByRole("menuitem", { name: "Remove" }).click()
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click()
      await notes.getByText("ערב טוב, להתקשר מחר").waitFor({ state: "hidden" })
      expect(await notesOf(customer)).toEqual(["y".repeat(5000)])
    },
    SLOW_MS,
  )

  // Guard: `sent` in src/admin/components/form-drawer.tsx.
  test(
    "M74: on a slow network, further clicks while a request is under way add nothing",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      await open(customer)
      const notes = card("Notes")
      await notes.getByRole("button", { name: "Add note" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByRole("textbox", { name: "Note" }).fill("sent once")
      let arrived = 0
      let answer = () => {}
      const answered = new Promise<void>((resolve) => {
        answer = resolve
      })
      const path = `**/admin/customers/${customer.id}/notes`
      await page.route(path, async (route) => {
        arrived += route.request().method() === "POST" ? 1 : 0
        await answered
        await route.continue()
      })
      const [request] = await Promise.all([
        page.waitForRequest((one) => one.method() === "POST" && one.url().endsWith("/notes")),
        drawer.locator("button[type=submit]").dblclick(),
      ])
      await drawer.locator("form").evaluate("(form) => { form.requestSubmit(); form.requestSubmit() }")
      await drawer.getByRole("textbox", { name: "Note" }).press("Escape")
      answer()
      expect((await request.response())?.status()).toBe(201)
      await notes.getByText("sent once").waitFor()
      await page.unroute(path)
      expect(arrived).toBe(1)
      expect(await notesOf(customer)).toEqual(["sent once"])
    },
    SLOW_MS,
  )

  // Guard: `answer.error` in src/admin/components/section.tsx; without it the card says for ever that it loads.
  test(
    "R66: a card that fails to load shows the reason and loads again",
    async () => {
      const { page, shop } = dashboard()
      const customer = await shop.register()
      const path = `**/admin/customers/${customer.id}/notes?*`
      await page.route(path, (route) => route.fulfill({ status: 503, json: { message: "The store is resting." } }))
      await open(customer)
      const notes = card("Notes")
      await notes.getByText("This could not be loaded: The store is resting.").waitFor()
      expect(await barriers()).toEqual([])
      await look("customer-notes-failed")
      await page.unroute(path)
      await notes.getByRole("button", { name: "Try again" }).click()
      await notes.getByText("No notes yet.").waitFor()
    },
    SLOW_MS,
  )
}
