import { query } from "../helpers/database"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerContacts(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const contactsOf = async ({ id }: Customer) => {
    const answer = await dashboard().shop.admin.get<{ contacts: { name: string; is_primary: boolean }[] }>(
      `/admin/customers/${id}/contacts?limit=100`,
    )
    return answer.contacts.map(({ name, is_primary }) => (is_primary ? `${name} (primary)` : name))
  }

  // Guard: `sent` in src/admin/components/form-drawer.tsx; without it two clicks add two contacts.
  test(
    "R20, R66, M74: the card adds a contact once, changes it, makes it primary, and removes it after a confirmation",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const customer = await shop.register()
      await open(customer)
      const contacts = card("Contacts")
      const drawer = page.getByRole("dialog")
      const add = async (name: string, email: string) => {
        await contacts.getByRole("button", { name: "Add contact" }).click()
        await drawer.getByLabel("Name").fill(name)
        await drawer.getByLabel("Email").fill(email)
        await drawer.getByRole("button", { name: "Save" }).dblclick()
        await drawer.waitFor({ state: "hidden" })
        await contacts.getByText(name, { exact: true }).waitFor()
      }
      const act = async (name: string, action: string) => {
        await contacts.getByRole("button", { name: `Actions for ${name}` }).click()
        await page.getByRole("menuitem", { name: action }).click()
      }
      await add("Ann", "")
      await add("Ben", "ben@example.com")
      expect(await contactsOf(customer)).toEqual(["Ann (primary)", "Ben"])

      await act("Ben", "Make primary")
      await contacts.getByRole("listitem").first().getByText("Ben", { exact: true }).waitFor()
      expect(await contactsOf(customer)).toEqual(["Ben (primary)", "Ann"])

      await act("Ann", "Edit")
      await drawer.getByLabel("Title").fill("Head of Buying")
      await drawer.getByLabel("Phone").fill("+49 30 123456")
      await drawer.getByRole("button", { name: "Save" }).click()
      await contacts.getByText("Head of Buying").waitFor()
      await contacts.getByRole("link", { name: "+49 30 123456" }).waitFor()

      await act("Ann", "Edit")
      await drawer.getByLabel("Email").fill("no address")
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.getByText("Email: Enter a valid email address.").waitFor()
      await drawer.getByRole("button", { name: "Cancel" }).click()

      await act("Ben", "Remove")
      await page.getByRole("alertdialog").getByText("Ben is removed from this customer's contacts.").waitFor()
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click()
      await contacts.getByText("Ben", { exact: true }).waitFor({ state: "hidden" })
      expect(await contactsOf(customer)).toEqual([expect.stringContaining("Ann")])
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guard: the page's `limit` in src/admin/contacts/contact-list.tsx; without it there is no second page.
  test(
    "R66: the card pages through 200 contacts with the longest names, some right to left",
    async () => {
      const { database, shop } = dashboard()
      problems()
      const customer = await shop.register()
      const long = {
        name: "W".repeat(200),
        title: "ש".repeat(200),
        email: `${"w".repeat(60)}@${"w".repeat(60)}.example`,
      }
      await shop.admin.post(`/admin/customers/${customer.id}/contacts`, { ...long, phone: "+493012345678" })
      await query(
        database,
        `insert into clientele_contact (id, customer_id, name, title, email, mailbox, is_primary, created_at, updated_at)
         select 'ccon_' || gen_random_uuid(), $1, repeat('W', 196) || lpad(n::text, 4, '0'), repeat('ש', 200), n || $2, n || $2, false,
           now() + make_interval(secs => n), now() from generate_series(2, 200) n`,
        [customer.id, long.email],
      )
      await open(customer)
      const contacts = card("Contacts")
      await contacts.getByText("1 of 20 pages").waitFor()
      expect(await contacts.getByRole("listitem").count()).toBe(10)
      await contacts.getByRole("button", { name: "Next" }).click()
      await contacts.getByText("2 of 20 pages").waitFor()
      await contacts.getByText(`${"W".repeat(196)}0011`).waitFor()
      const overflow =
        "document.querySelector('[data-clientele=card] ul').scrollWidth > document.querySelector('[data-clientele=card] ul').clientWidth"
      expect(await dashboard().page.evaluate<boolean>(overflow)).toBe(false)
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-contacts")
    },
    SLOW_MS,
  )
}
