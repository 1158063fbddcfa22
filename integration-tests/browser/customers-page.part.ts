import fs from "node:fs/promises"
import { eventually } from "../helpers/loyalty"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

/** Longest that a name may be, and one that is read from the right. */
const LONG = "Wertheimer-Oberholzner ".repeat(10).trim().slice(0, 200)
const ARABIC = "شركة النور للتجارة"

export function customersPage(dashboard: () => Dashboard): void {
  const { visit, barriers, problems, look } = pagesOf(dashboard)
  const names = () => dashboard().page.locator("tbody tr td:first-child").allTextContents()
  const search = () => dashboard().page.getByRole("searchbox")
  const shows = (expected: string[]) => eventually(names, (found) => JSON.stringify(found) === JSON.stringify(expected))

  beforeAll(async () => {
    const { shop } = dashboard()
    const make = (customer: object) => shop.admin.post("/admin/customer-profiles", customer)
    await make({ email: "long@profiles.example", company_name: LONG, is_business: true, external_id: "ERP-4711" })
    await make({ email: "noor@profiles.example", company_name: ARABIC, is_business: true })
    await make({
      email: "ada@profiles.example",
      first_name: "Ada",
      last_name: "Byron",
      contacts: [{ name: "Charles Babbage", email: "charles@engine.example" }],
    })
    for (let number = 1; number <= 25; number++) {
      const padded = String(number).padStart(2, "0")
      await make({ email: `page-${padded}@profiles.example`, first_name: "Page", last_name: padded })
    }
  }, SLOW_MS)

  test(
    "R10, M72: the search finds customers while the user types, by external id, contact, email or company",
    async () => {
      const { page } = dashboard()
      problems()
      await visit("/customers/profiles")
      await page.getByRole("heading", { name: "Customer profiles" }).waitFor()
      for (const [text, found] of [
        ["ERP-4711", LONG],
        ["babbage", "Ada Byron"],
        ["noor@profiles", ARABIC],
        [ARABIC.slice(0, 6), ARABIC],
      ] as const) {
        await search().fill("")
        await search().pressSequentially(text)
        expect(await shows([found])).toEqual([found])
      }
      await search().fill("nothing-is-called-this")
      await page.getByText("Nothing found").waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guards: src/admin/search-entities.ts; `answerForOurs` in src/api/medusa-routes/dashboard-search.ts, without which nothing is found.
  test(
    "R66: the dashboard's own search finds customers by company, contact and external id, once, and leads to them",
    async () => {
      const { page } = dashboard()
      const palette = page.getByRole("dialog")
      const field = palette.getByRole("combobox")
      const group = palette.getByRole("group", { name: "Customer profiles" })
      await page.keyboard.press("Control+k")
      await palette.getByText("Go to customer profiles").waitFor()
      await field.fill("ERP-4711")
      await group.getByText("long@profiles.example · ERP-4711").waitFor()
      await look("search")
      await field.fill(ARABIC.slice(0, 6))
      await palette.getByText("noor@profiles.example").first().waitFor()
      await field.fill("ada@profiles")
      await palette.getByRole("group", { name: "Customers" }).getByText("Ada Byron").waitFor()
      await group.waitFor({ state: "detached" })
      await field.fill("babbage")
      await group.getByText("Ada Byron").click()
      await page.waitForURL(/customers\/cus_/)
      await page.getByRole("heading", { name: "Profile", exact: true }).waitFor()
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guard: the query in the key of src/admin/components/list/use-list.ts; without it the slow answer to "ada" replaces the list.
  test(
    "R10: a slow answer to an earlier text never replaces that to a later one",
    async () => {
      const { page } = dashboard()
      await visit("/customers/profiles")
      await page.getByRole("heading", { name: "Customer profiles" }).waitFor()
      let release: () => void = () => undefined
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const earlier = new Promise<void>((asked) => {
        void page.route(/customer-profiles\?.*q=ada&?/, async (route) => {
          asked()
          await held
          await route.continue().catch(() => undefined)
        })
      })
      await search().fill("ada")
      await earlier
      await search().fill("noor@profiles")
      expect(await shows([ARABIC])).toEqual([ARABIC])
      release()
      await page.unrouteAll({ behavior: "wait" })
      expect(await names()).toEqual([ARABIC])
    },
    SLOW_MS,
  )

  // Guard: prefetchQuery in use-list.ts asks with the key that the list has. With another one, each text is asked for twice.
  test(
    "R10: a typed text is asked for once",
    async () => {
      const { page } = dashboard()
      await visit("/customers/profiles?order=email&from=20")
      await page.getByText(/^21–/).waitFor()
      const asked: string[] = []
      const note = (request: { url(): string }) => {
        const { searchParams } = new URL(request.url())
        if (searchParams.has("q")) asked.push(String(searchParams))
      }
      page.on("request", note)
      await search().fill("noor@profiles")
      expect(await shows([ARABIC])).toEqual([ARABIC])
      page.off("request", note)
      expect(asked).toEqual(["limit=20&q=noor%40profiles&order=email"])
    },
    SLOW_MS,
  )

  // Guards in src/admin/components/list/list-place.ts: `replaceState`, without which going back loses the text; `window.location.search` in
  // `changed`, without which the next page does; the effect of `key`, without which the field keeps a text that the URL has no more; `catch`,
  // without which an uncaught error stays.
  test(
    "R10: text, pages, order and filters are in the address, so going back shows the same rows",
    async () => {
      const { page } = dashboard()
      await visit("/customers/profiles?order=email")
      await search().fill("page-")
      await page.getByText("Page 01", { exact: true }).waitFor()
      await page.getByText(/^1–20 of 25$/).waitFor()
      // At once after the text, which the router has not seen.
      await page.getByRole("button", { name: "Next" }).click()
      await page.getByText(/^21–25 of 25$/).waitFor()
      await page.goBack()
      await page.getByText(/^1–20 of 25$/).waitFor()
      await page.getByText("Page 01", { exact: true }).click()
      await page.waitForURL(/customers\/cus_/)
      await page.goBack()
      await page.getByText(/^1–20 of 25$/).waitFor()
      expect(await search().inputValue()).toBe("page-")
      await page.getByRole("button", { name: "Next" }).click()
      await page.getByText(/^21–25 of 25$/).waitFor()
      await search().fill("page-2")
      await page.getByText(/^1–6 of 6$/).waitFor()
      await page.goBack()
      await page.getByText(/^1–20 of 25$/).waitFor()
      expect(await search().inputValue()).toBe("page-")
      await page.getByRole("button", { name: "Next" }).click()
      await page.getByText("Page 25", { exact: true }).click()
      await page.waitForURL(/customers\/cus_/)
      await page.goBack()
      await page.getByText(/^21–25 of 25$/).waitFor()
      expect(await search().inputValue()).toBe("page-")
      await page.getByRole("button", { name: "Previous" }).click()
      await page.getByText(/^1–20 of 25$/).waitFor()
      await page.getByRole("combobox", { name: "Kind" }).click()
      await page.getByRole("option", { name: "Businesses" }).click()
      await page.getByText("Nothing found").waitFor()
      await page.goBack()
      await page.getByText(/^1–20 of 25$/).waitFor()
      problems()
      await page.evaluate(
        `history.replaceState = () => { throw new DOMException("too many changes", "SecurityError") }`,
      )
      await search().fill("page-2")
      await page.getByText(/^1–6 of 6$/).waitFor()
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guard: "credit" in customerFilterIds (src/admin/customers/customer-filters.ts); without it the list keeps everybody.
  test(
    "R10: the list shows who is on hold, and says in the address that it does",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const [held] = (await shop.admin.get<{ customers: { id: string }[] }>("/admin/customer-profiles?q=noor@profiles"))
        .customers
      await shop.admin.post(`/admin/customers/${held?.id}/credit`, { credit_limit: 500, on_hold: "orders" })
      await visit("/customers/profiles?q=profiles")
      await page.getByRole("combobox", { name: "Trade credit" }).click()
      await page.getByRole("option", { name: "On hold" }).click()
      expect(await shows([ARABIC])).toEqual([ARABIC])
      expect(new URL(page.url()).searchParams.get("credit")).toBe("on_hold")
      await look("customers-on-hold")
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  test(
    "R10: chosen columns are still there at the next visit",
    async () => {
      const { page } = dashboard()
      await visit("/customers/profiles?q=noor")
      const columns = () => page.getByRole("columnheader").allTextContents()
      await page.getByRole("link", { name: ARABIC }).waitFor()
      expect(await columns()).not.toContain("Credit limit")
      await page.getByRole("button", { name: "Columns" }).click()
      await page.getByRole("menuitemcheckbox", { name: "Credit limit" }).click()
      await page.getByRole("menuitemcheckbox", { name: "Phone" }).click()
      await page.keyboard.press("Escape")
      await visit("/customers/profiles?q=profiles&order=created_at")
      await page.getByRole("link", { name: ARABIC }).waitFor()
      expect(await columns()).toContain("Credit limit")
      expect(await columns()).not.toContain("Phone")
      await look("customers")
      expect(await barriers()).toEqual([])
    },
    SLOW_MS,
  )

  // Guard: `q` in csvOf of src/admin/routes/customers/profiles/page.tsx; without it the file has all customers.
  test(
    "R10: the export has all found customers, beyond the shown page, as CSV",
    async () => {
      const { page } = dashboard()
      await visit("/customers/profiles?q=page-&order=email")
      await page.getByText(/^1–20 of 25$/).waitFor()
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Export CSV" }).click(),
      ])
      const lines = (await fs.readFile(await file.path(), "utf8")).trim().split("\n")
      expect(lines).toHaveLength(26)
      expect(lines[1]).toContain("page-01@profiles.example")
    },
    SLOW_MS,
  )
}
