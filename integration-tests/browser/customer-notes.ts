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

  test(
    "R14, R66, M74: notes are added once, newest first, changed, and removed after a question",
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
}
