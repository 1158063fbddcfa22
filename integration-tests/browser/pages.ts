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

/**
 * Lists the controls of a part of the page, each with its look without the focus. Tabs and radio buttons without a tab stop of their own
 * are reached by arrows. Then Tab begins at the part.
 */
const MARK_CONTROLS = (part: string) => `(() => {
  const looks = (one) => {
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(one)
    return [outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor].join()
  }
  const controls = "a[href], button, input, select, textarea, summary, [role=combobox], [role=slider], [role=switch], [tabindex='0']"
  const isByArrows = (one) => one.matches("[role=tablist], [type=radio]:not(:checked)") || (one.matches("[role=tab], [role=radio]") && one.tabIndex < 0)
  const isThere = (one) => !one.closest("[aria-hidden=true], [hidden], [inert]") && one.checkVisibility({ visibilityProperty: true }) &&
    one.getBoundingClientRect().width > 0 && !one.matches(":disabled")
  const parts = [...document.querySelectorAll("${part}")].filter((one) => !one.closest("[aria-hidden=true], [inert]"))
  const begin = (one) => {
    const before = one.getAttribute("tabindex")
    one.setAttribute("tabindex", "-1")
    one.focus({ preventScroll: true })
    before === null ? one.removeAttribute("tabindex") : one.setAttribute("tabindex", before)
  }
  document.activeElement?.blur()
  const walk = { left: new Map(), unseen: [] }
  for (const one of parts.flatMap((one) => [...one.querySelectorAll(controls)])) {
    if (isThere(one) && !isByArrows(one)) walk.left.set(one, looks(one))
  }
  walk.arrive = () => {
    const at = document.activeElement
    const before = walk.left.get(at)
    walk.left.delete(at)
    if (before !== undefined && before === looks(at)) walk.unseen.push(at.outerHTML.slice(0, 200))
    return walk.left.size
  }
  window.clienteleWalk = walk
  if (parts[0]) begin(parts[0])
  return walk.left.size
})()`

const READ_WALK = `(() => {
  const { left, unseen } = window.clienteleWalk
  document.activeElement?.blur()
  return [...[...left.keys()].map((one) => "not reached by Tab: " + one.outerHTML.slice(0, 200)), ...unseen.map((one) => "focus does not show: " + one)]
})()`

/** A field for a day has three stops. */
const TABS_PER_CONTROL = 4
/** Controls of Medusa's between ours. */
const OTHERS = 20

/** Controls of a part of the page that Tab does not reach from the one before, or that do not show the focus (contract M72). */
async function outOfReach(page: Page, part: string): Promise<string[]> {
  // What has the focus shows it at once, not after a transition.
  await page.addStyleTag({ content: "* { transition: none !important; animation: none !important; }" })
  let left = await page.evaluate<number>(MARK_CONTROLS(part))
  for (let tabs = left * TABS_PER_CONTROL + OTHERS; tabs > 0 && left > 0; tabs--) {
    await page.keyboard.press("Tab")
    left = await page.evaluate<number>("window.clienteleWalk.arrive()")
  }
  return page.evaluate<string[]>(READ_WALK)
}

/**
 * Parts of a page that keep people with a keyboard or a screen reader out: what axe finds, and what Tab does not reach or show. Of an
 * open dialog, only its own: the rest of the page is inert then.
 */
export async function barriersOf(page: Page, part: string): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve("axe-core") })
  const dialog = "[role=dialog][data-state=open]"
  const looked = (await page.locator(dialog).count()) > 0 ? dialog : part
  const { violations } = await page.evaluate<Pick<AxeResults, "violations">>(
    `axe.run("${looked}", { resultTypes: ["violations"] })`,
  )
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
  return [...found, ...(await outOfReach(page, looked))]
}

/** Themes of the dashboard are a class of the document. */
const wear = (theme: string) =>
  `document.documentElement.classList.remove("light", "dark"); document.documentElement.classList.add("${theme}")`

/** A message of an earlier step covers the head of the page. */
const HIDE_TOASTS = `document.head.insertAdjacentHTML("beforeend", "<style id=no-toasts>[data-sonner-toaster] { display: none !important }</style>")`
const SHOW_TOASTS = `document.getElementById("no-toasts")?.remove()`

/**
 * Writes pictures of the page as it is, light and dark, wide and narrow, to the folder in `SCREENSHOTS`; without it, none.
 *
 * @param name of the files, such as "customer-points"
 * @param part has a picture of its own besides, light and wide: "customer-points.png"
 */
export async function lookAt(page: Page, name: string, part?: Locator): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) {
    return
  }
  fs.mkdirSync(folder, { recursive: true })
  const before = page.viewportSize()
  await page.addStyleTag({ content: "* { transition: none !important; animation: none !important; }" })
  await page.evaluate(HIDE_TOASTS)
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
      if (theme === "light" && width === "wide") await part?.screenshot({ path: path.join(folder, `${name}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: "light" })
  await page.evaluate(wear("light"))
  await page.evaluate(SHOW_TOASTS)
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

  /**
   * Errors since the last call: lines of the console, failed requests. Left out are refusals of what a test sent, and the browser's own
   * line about a failed request, which has no address.
   */
  const problems = (): string[] =>
    dashboard()
      .problems.splice(0)
      .filter((problem) => !/^(400 (POST|PUT|PATCH|DELETE) |Failed to load resource)/.test(problem))

  /** Pictures of the page as it is: see `lookAt`. */
  const look = (name: string, part?: Locator) => lookAt(dashboard().page, name, part)

  return { visit, card, speak, barriers, problems, look }
}
