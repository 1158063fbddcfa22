import fs from "node:fs/promises"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

const IMPORTS = "/admin/clientele/imports"

/** Two of them are refused, one by two columns. */
const csvOf = (mark: string) => `email,points,expires_at,reference
ann-${mark}@example.com,1200,2099-12-31,A-1
bea-${mark}@example.com,350,,B-1
bea.example.com,12.5,,B-2
carl-${mark}@example.com,80,2001-01-01,C-1
dora-${mark}@example.com,7,,D-1
`

export function importsPage(dashboard: () => Dashboard): void {
  const { visit, speak, barriers, problems, look } = pagesOf(dashboard)
  const row = (text: string) => dashboard().page.getByRole("row").filter({ hasText: text })
  const button = (name: string | RegExp) => dashboard().page.getByRole("button", { name })

  /** Chooses a file in the drawer, which is open. */
  const choose = async (name: string, csv: string) => {
    const file = { name, mimeType: "text/csv", buffer: Buffer.from(csv) }
    await dashboard().page.getByRole("dialog").locator("input[type=file]").setInputFiles(file)
  }
  const balanceOf = async (email: string) => {
    const path = `/admin/loyalty/accounts?q=${encodeURIComponent(email)}`
    const { accounts } = await dashboard().shop.admin.get<{ accounts: { balance: number }[] }>(path)
    return accounts[0]?.balance
  }
  const sent = () => {
    const requests: string[] = []
    dashboard().page.on("request", (request) => {
      const { pathname } = new URL(request.url())
      if (request.method() !== "GET" && pathname.startsWith(IMPORTS)) {
        requests.push(pathname.replace(/clieimp_\w+|imp_\w+/, ":id"))
      }
    })
    return requests
  }

  // Guards: `sent` in src/admin/components/form-drawer.tsx and use-change.ts.
  test(
    "R49, M72, M74: a file is checked, its refused rows are shown and saved, its others are imported and reversed, each once",
    async () => {
      const { page } = dashboard()
      problems()
      const requests = sent()
      const ann = "ann-page@example.com"
      await visit("/settings/imports")
      await page.getByText("No imports yet.").waitFor()
      await look("imports-empty")
      await button("Upload CSV").click()
      const drawer = page.getByRole("dialog")
      expect(await drawer.getByRole("button", { name: "Check file" }).isDisabled()).toBe(true)
      await choose("balances of the old programme.csv", csvOf("page"))
      await drawer.getByText("balances of the old programme.csv").waitFor()
      await drawer.getByLabel("Batch").fill("opening")
      await look("imports-upload")
      await drawer.getByRole("button", { name: "Check file" }).dblclick()

      await page.getByText("Nothing is posted yet. 3 of 5 rows can be imported.").waitFor()
      await row("must be an email address").waitFor()
      expect(await page.locator("tbody tr").allTextContents()).toEqual([
        expect.stringMatching(/^4Refused.*email: must be an email address.*points: must be a whole number/),
        expect.stringMatching(/^5Refused.*expires_at: must be in the future/),
      ])
      expect(await balanceOf(ann)).toBeUndefined()
      expect(await barriers()).toEqual([])
      await look("imports-checked")
      const [file] = await Promise.all([page.waitForEvent("download"), button("Download problems").click()])
      expect(await fs.readFile(await file.path(), "utf8")).toMatch(
        /^line,state,problems,email.*\n4,refused,.*\n5,refused/,
      )

      await button("Import 3 rows").dblclick()
      await page.getByRole("alertdialog").getByRole("button", { name: "Import 3 rows" }).dblclick()
      await button("Reverse import").waitFor()
      await page.getByRole("combobox", { name: "Problems" }).click()
      await page.getByRole("option", { name: "Any" }).click()
      await row(ann).getByText("Imported", { exact: true }).waitFor()
      expect(await balanceOf(ann)).toBe(1200)
      expect(await barriers()).toEqual([])
      await look("imports-applied")

      await button("Reverse import").click()
      const reverse = drawer.getByRole("button", { name: "Reverse import" })
      expect(await reverse.isDisabled()).toBe(true)
      await drawer.getByLabel(/^Type/).fill("balances of the old programme.csv")
      await look("imports-reverse")
      await reverse.dblclick()
      await row(ann).getByText("Reversed", { exact: true }).waitFor()
      expect(await balanceOf(ann)).toBe(0)
      expect(requests).toEqual([IMPORTS, `${IMPORTS}/:id/confirm`, `${IMPORTS}/:id/reverse`])
      expect(problems()).toEqual([])

      await visit("/settings/imports")
      await row("balances of the old programme.csv").getByText("Reversed").waitFor()
      expect(await barriers()).toEqual([])
      await look("imports")
      page.removeAllListeners("request")
    },
    SLOW_MS,
  )

  // Guards: `name` of FileField in src/admin/imports/upload-file.tsx; `refetchInterval` in use-import.ts.
  test(
    "R49: a file that cannot be read is refused at its field; progress shows by itself until the import has ended",
    async () => {
      const { page, shop } = dashboard()
      await visit("/settings/imports")
      await button("Upload CSV").click()
      const drawer = page.getByRole("dialog")
      await choose("wrong.csv", "mail,points\nann@example.com,1\n")
      await drawer.getByRole("button", { name: "Check file" }).click()
      await drawer.getByText(/^CSV file: .*each column must be one of/).waitFor()
      await look("imports-refused")
      await choose("right.csv", "email,points\nprogress@example.com,1\n")
      await drawer.getByRole("button", { name: "Check file" }).click()
      await button("Import 1 row").waitFor()
      const id = page.url().split("/").at(-1) ?? ""
      const one = await shop.admin.get<{ import: object }>(`${IMPORTS}/${id}`)
      const route = `**${IMPORTS}/${id}`
      await page.route(route, (request) =>
        request.fulfill({ json: { import: { ...one.import, status: "applying", rows: 8000, applied: 3000 } } }),
      )
      await page.reload()
      await page.getByText("3,000 of 8,000 rows are imported.").waitFor()
      expect(await page.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("3000")
      expect(await barriers()).toEqual([])
      await look("imports-progress")
      await page.unroute(route)
      await button("Import 1 row").waitFor()
      await button("Cancel import").click()
      await page.getByRole("alertdialog").getByRole("button", { name: "Cancel import" }).click()
      await page.getByText("Canceled", { exact: true }).waitFor()
      problems()
    },
    SLOW_MS,
  )

  test(
    "R49, R66: balances are exported; a failed list says so and loads again; the page speaks German",
    async () => {
      const { page, shop } = dashboard()
      problems()
      await visit("/settings/imports")
      const [file] = await Promise.all([page.waitForEvent("download"), button("Export balances").click()])
      const expected = await shop.admin.get<string>("/admin/clientele/exports/points")
      expect(await fs.readFile(await file.path(), "utf8")).toBe(expected)
      expect(problems()).toEqual([])
      const route = `**${IMPORTS}?*`
      await page.route(route, (request) => request.fulfill({ status: 500, json: { message: "the lights are out" } }))
      await visit("/settings/imports")
      await page.getByText("the lights are out").waitFor()
      await page.unroute(route)
      await button("Try again").click()
      await row("balances of the old programme.csv").waitFor()
      await speak("de")
      await visit("/settings/imports")
      await row("balances of the old programme.csv").getByRole("link").click()
      await page.getByText("Noch ist nichts gebucht").waitFor({ state: "detached" })
      await row("muss eine E-Mail-Adresse sein").waitFor()
      await look("imports-german")
      await speak("en")
      problems()
    },
    SLOW_MS,
  )
}
