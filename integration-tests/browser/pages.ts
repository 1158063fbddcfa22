import fs from "node:fs"
import path from "node:path"
import type { AxeResults } from "axe-core"
import type { Locator, Page } from "playwright-core"
import type { Dashboard } from "./dashboard"

/** Widths of a desk and of a telephone, in CSS pixels. */
const WIDTHS = { wide: 1440, narrow: 390 } as const
const HEIGHT = 900
/** A page that is longer is cut in its picture. */
const LONGEST = 4000

/** What of a part of the page keeps people with a keyboard or a screen reader out, as axe finds it. */
export async function barriersOf(page: Page, part: string): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve("axe-core") })
  const { violations } = await page.evaluate<Pick<AxeResults, "violations">>(
    `axe.run("${part}", { resultTypes: ["violations"] })`,
  )
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
}

/** Themes of the dashboard are a class of the document. */
const wear = (theme: string) =>
  `document.documentElement.classList.remove("light", "dark"); document.documentElement.classList.add("${theme}")`

/**
 * Writes pictures of the page as it is, light and dark, wide and narrow, to the folder in `SCREENSHOTS`; without it, none.
 *
 * @param name of the files, such as "customer-points"
 */
export async function lookAt(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) {
    return
  }
  fs.mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  await page.addStyleTag({ content: "* { transition: none !important; animation: none !important; }" })
  for (const [width, pixels] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: pixels, height: HEIGHT })
    const tallest = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll("main, body, .overflow-auto")].map((one) => one.scrollHeight))`,
    )
    await page.setViewportSize({ width: pixels, height: Math.max(HEIGHT, Math.min(tallest + 100, LONGEST)) })
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await page.evaluate(wear(theme))
      await page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: "light" })
  await page.evaluate(wear("light"))
  if (before) {
    await page.setViewportSize(before)
  }
}

/** What every test of the dashboard's pages does with them. */
export function pagesOf(dashboard: () => Dashboard) {
  const visit = async (route: string) => {
    const { page, store } = dashboard()
    await page.goto(`${store.url}/app${route}`)
  }

  /** A card of ours, by its heading. */
  const card = (title: string): Locator => {
    const { page } = dashboard()
    return page.locator("[data-clientele]").filter({ has: page.getByRole("heading", { name: title, exact: true }) })
  }

  /** The dashboard's language from the next visit on. */
  const speak = (language: string) => {
    const { page, store } = dashboard()
    return page.context().addCookies([{ name: "lng", value: language, url: store.url }])
  }

  /** What of our cards keeps people with a keyboard or a screen reader out. */
  const barriers = () => barriersOf(dashboard().page, "[data-clientele]")

  /** Errors of our parts since the last call: lines of the console, failed requests. */
  const problems = (): string[] =>
    dashboard()
      .problems.splice(0)
      .filter((problem) => problem.includes("clientele"))

  /** Pictures of the page as it is: see `lookAt`. */
  const look = (name: string) => lookAt(dashboard().page, name)

  return { visit, card, speak, barriers, problems, look }
}
