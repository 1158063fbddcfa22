import type { Locator, Page } from "playwright-core"
import { eventually } from "../helpers/loyalty"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { greyPng } from "./grey-png"
import { pagesOf } from "./pages"

type Cards = (title: string) => Locator
type Deed = readonly [name: string, request: RegExp, act: (page: Page, card: Cards) => Promise<unknown>]

const choose = async (page: Page, row: Locator, item: string) => {
  await row.getByRole("button", { name: /^Actions for/ }).click()
  return page.getByRole("menuitem", { name: item })
}
const menu = async (page: Page, row: Locator, item: string) => (await choose(page, row, item)).click()
const drawer = (page: Page) => page.getByRole("dialog")
const save = (page: Page) => drawer(page).getByRole("button", { name: "Save" }).dblclick()
const confirm = (page: Page, name: string) => page.getByRole("alertdialog").getByRole("button", { name }).dblclick()

const COLLECT_SECOND_CLICKS = `window.secondClicks = []
  document.body.addEventListener("click", ({ detail, target }) => detail > 1 && window.secondClicks.push(target.outerHTML))`

/** Each with the one request that it is to make. The forms of points, payments, contacts and notes have tests of their own. */
const DEEDS: readonly Deed[] = [
  [
    "terms",
    /^POST .*\/credit$/,
    async (page, card) => {
      await card("Trade credit").getByRole("button", { name: "Edit terms" }).click()
      await drawer(page).getByLabel("Credit limit").fill("900")
      await save(page)
      await card("Trade credit").getByText("of $900.00 used").waitFor()
    },
  ],
  [
    "a buyer's limit",
    /^POST .*\/credit\/members/,
    async (page, card) => {
      const buyers = card("Trade credit").getByRole("list", { name: "Buyers" }).getByRole("listitem")
      await menu(page, buyers.first(), "Change spending limit")
      await drawer(page).getByLabel("Spending limit (USD)").fill("70")
      await save(page)
      await buyers.getByText("$70.00 a month").waitFor()
    },
  ],
  [
    "a dispute",
    /^POST .*\/dispute$/,
    async (page, card) => {
      await menu(page, card("Trade credit").getByRole("row").last(), "Mark as disputed")
      await drawer(page).getByLabel("Reason").fill("broken")
      await save(page)
      await card("Trade credit").getByText("Disputed").waitFor()
    },
  ],
  [
    "the end of a dispute",
    /^DELETE .*\/dispute$/,
    async (page, card) => {
      await menu(page, card("Trade credit").getByRole("row").last(), "End dispute")
      await confirm(page, "End dispute")
      await card("Trade credit").getByText("Disputed").waitFor({ state: "detached" })
    },
  ],
  [
    "another primary contact",
    /^PATCH .*\/contacts\//,
    async (page, card) => {
      const second = card("Contacts").getByRole("listitem").filter({ hasText: "Second" })
      await (await choose(page, second, "Make primary")).dblclick()
      await second.getByText("Primary").waitFor()
    },
  ],
  [
    "a contact's removal",
    /^DELETE .*\/contacts\//,
    async (page, card) => {
      const first = card("Contacts").getByRole("listitem").filter({ hasText: "First" })
      await menu(page, first, "Remove")
      await confirm(page, "Remove")
      await first.waitFor({ state: "detached" })
    },
  ],
  [
    "a photo",
    /^POST .*\/photo$/,
    async (page, card) => {
      const photo = card("Photo")
      const file = { name: "me.png", mimeType: "image/png", buffer: greyPng(2, 2) }
      // Both are chosen while the first is under way.
      let release = () => {}
      const chosen = new Promise<void>((resolve) => {
        release = resolve
      })
      await page.route("**/photo", async (route) => {
        await chosen
        await route.continue()
      })
      await photo.locator("input[type=file]").setInputFiles(file)
      await photo.locator("input[type=file]").setInputFiles(file)
      release()
      await photo.getByRole("img").waitFor()
      await page.unroute("**/photo")
    },
  ],
  [
    "a photo's removal",
    /^DELETE .*\/photo$/,
    async (page, card) => {
      await card("Photo").getByRole("button", { name: "Remove" }).dblclick()
      await page.evaluate(COLLECT_SECOND_CLICKS)
      await confirm(page, "Remove")
      await card("Photo")
        .getByText(/^No photo yet/)
        .waitFor()
      // The prompt is gone after the first click, so the second would press what lies below it.
      expect(await page.evaluate("window.secondClicks")).toEqual([])
    },
  ],
]

/** What changes data on a customer's page and has no double click in a test of its own. */
export function doubleClicks(dashboard: () => Dashboard): void {
  const { visit, card, problems } = pagesOf(dashboard)

  const seed = async (): Promise<Customer> => {
    const { shop } = dashboard()
    const customer = await shop.register()
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 500 })
    const due_on = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, { amount: 30, due_on, reason: "old" })
    for (const name of ["First", "Second"]) {
      await shop.admin.post(`/admin/customers/${customer.id}/contacts`, { name, email: `${name}@example.com` })
    }
    return customer
  }

  // Guards: `sent` in src/admin/components/form-drawer.tsx and use-change.ts; dropSecondClick in use-confirm.ts.
  test(
    "M74: terms, buyers, disputes, contacts and photos change once for several clicks",
    async () => {
      const { page } = dashboard()
      problems()
      const customer = await seed()
      await visit(`/customers/${customer.id}`)
      for (const [name, expected, act] of DEEDS) {
        const requests: string[] = []
        const note = (request: { method(): string; url(): string }) => {
          if (request.method() !== "GET") requests.push(`${request.method()} ${new URL(request.url()).pathname}`)
        }
        page.on("request", note)
        await act(page, card)
        page.off("request", note)
        expect([name, requests]).toEqual([name, [expect.stringMatching(expected)]])
      }
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guards: `opener` in src/admin/components/use-confirm.ts, as Medusa's prompt leaves the focus at nothing; onCloseAutoFocus in form-drawer.tsx.
  test(
    "M72: after a question or a form from a row's menu, Escape leads back to the menu's button",
    async () => {
      const { page } = dashboard()
      const customer = await seed()
      await visit(`/customers/${customer.id}`)
      for (const [where, row, item] of [
        ["Contacts", "listitem", "Remove"],
        ["Contacts", "listitem", "Edit"],
        ["Trade credit", "row", "Mark as disputed"],
      ] as const) {
        const opener = card(where)
          .getByRole(row)
          .last()
          .getByRole("button", { name: /^Actions for/ })
        await opener.press("Enter")
        await page.getByRole("menuitem", { name: item }).press("Enter")
        const opened = page.locator("[role=dialog], [role=alertdialog]")
        // A dialog listens to Escape once it has taken the focus. The menu takes Escape as long as it fades out.
        await opened.locator(":focus").waitFor()
        await page.getByRole("menu").waitFor({ state: "detached" })
        await page.keyboard.press("Escape")
        await opened.waitFor({ state: "detached" })
        const isBack = await eventually(
          () => opener.and(page.locator(":focus")).count(),
          (count) => count === 1,
        )
        expect([where, item, isBack]).toEqual([where, item, 1])
      }
      problems()
    },
    SLOW_MS,
  )
}
