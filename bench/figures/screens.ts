import knex from "knex"
import type { Page } from "playwright-core"
import { buildDashboard } from "../../integration-tests/browser/dashboard"
import type { Customer } from "../../integration-tests/helpers/shop"
import { PointsModuleService } from "../../src/modules/points"
import { p50OfPairs } from "../lib/call-by-call"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { type Crowd, fillWithCustomers } from "../lib/many-customers"
import { milliseconds, warnIfNoisy } from "../lib/measure"
import { openScreen, WITH_DASHBOARD } from "../lib/screen"
import { Closing, type OpenStore, openStore } from "../lib/stores"

const MANY_ROWS = 10_000
const MANY_ROWS_SHORT = 2_000
const FEW_ROWS = 10

const CROWD: Crowd = { customers: 1_000_000, orders: 5_000 }
const CROWD_SHORT: Crowd = { customers: 20_000, orders: 5_000 }

/** Pairs in a round. */
const PAIRS = 12
const PAIRS_SHORT = 5

type Side = (pair: number) => Promise<number>

/** As `callByCall`, for sides that prepare the same page before each call and time themselves. */
async function pairByPair(sides: { ours: Side; reference: Side }, effort: Effort) {
  const pairs = effort.short ? PAIRS_SHORT : PAIRS
  const times: { ours: number[][]; reference: number[][] } = { ours: [], reference: [] }
  let pair = 0
  for (let round = 0; round <= effort.rounds; round++) {
    const [ours, reference]: [number[], number[]] = [[], []]
    for (let n = 0; n < pairs; n++, pair++) {
      if (n % 2 === 0) ours.push(await sides.ours(pair))
      reference.push(await sides.reference(pair))
      if (n % 2 === 1) ours.push(await sides.ours(pair))
    }
    // The first round fills caches.
    if (round > 0) {
      times.ours.push(ours)
      times.reference.push(reference)
    }
    const [mine, theirs] = [p50OfPairs({ ours: [ours], reference: [reference] }).value, reference]
    effort.log(`  round ${round}: ours ${mine.toFixed(1)}, reference ${theirs.map((one) => one.toFixed(0)).join(" ")}`)
  }
  const medians = (all: number[][]) => all.map((one) => [...one].sort((a, b) => a - b)[one.length >> 1] ?? 0)
  warnIfNoisy("ours", medians(times.ours), effort.warn)
  warnIfNoisy("the reference", medians(times.reference), effort.warn)
  return p50OfPairs(times)
}

/** A customer whose ledger has so many rows, each with a lot of its own. @returns the customer with the balance */
async function newCustomer(closing: Closing, { shop, database }: OpenStore, rows: number) {
  const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
  closing.add(() => pool.destroy())
  const points = new PointsModuleService({ __pg_connection__: pool })
  const customer = await shop.register()
  for (let row = 0; row < rows; row++) {
    await points.adjust({ mailbox: customer.email, points: 3, stated_reason: "benchmark", actor_id: "bench" })
  }
  return { customer, balance: (rows * 3).toLocaleString("en") }
}

/** From the click on a customer in the list to the balance on the points card. */
const opening =
  (page: Page, url: string, { customer, balance }: { customer: Customer; balance: string }): Side =>
  async () => {
    await page.goto(`${url}/app/customers/profiles?q=${encodeURIComponent(customer.email)}`)
    const link = page.locator(`tbody a[href$="/customers/${customer.id}"]`)
    await link.waitFor()
    const card = page
      .locator("[data-clientele]")
      .filter({ has: page.getByRole("heading", { name: "Points", exact: true }) })
    return milliseconds(async () => {
      await link.click()
      await card.getByText(balance, { exact: true }).first().waitFor()
    })
  }

async function measureCustomer(closing: Closing, effort: Effort): Promise<Figure[]> {
  await buildDashboard()
  const store = await openStore(closing, {}, WITH_DASHBOARD)
  const rows = effort.short ? MANY_ROWS_SHORT : MANY_ROWS
  effort.log(`  filling an account with ${rows} entries`)
  const many = await newCustomer(closing, store, rows)
  const few = await newCustomer(closing, store, FEW_ROWS)
  const page = await openScreen(closing, store)
  const { url } = store.shop
  const measured = await pairByPair({ ours: opening(page, url, many), reference: opening(page, url, few) }, effort)
  return [
    makeFigure({ bench: "screen_customer_10k", unit: "ms", reference: `the same at ${FEW_ROWS} rows`, ...measured }),
  ]
}

/** Longer than the field holds a text back after the one before (src/admin/components/list/list-place.ts). */
const PAUSE_MS = 150

/** Puts a text into the search field, and answers with the milliseconds until a frame shows only rows with its words. */
const typed = (
  text: string,
) => `new Promise((wake) => setTimeout(wake, ${PAUSE_MS})).then(() => new Promise((shown) => {
  const words = ${JSON.stringify(text)}.toLowerCase().split(" ")
  const field = document.querySelector("[role=searchbox]")
  const isShown = () => {
    const rows = [...document.querySelectorAll("[aria-busy=false] tbody tr")]
    return rows.length > 0 && rows.every((row) => words.every((word) => row.textContent.toLowerCase().includes(word)))
  }
  const begun = performance.now()
  const look = () => (isShown() ? shown(performance.now() - begun) : requestAnimationFrame(look))
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, ${JSON.stringify(text)})
  field.dispatchEvent(new Event("input", { bubbles: true }))
  requestAnimationFrame(look)
}))`

/** The same search by the page's own `fetch`, without the screen. */
const called = (text: string) => `(async () => {
  const begun = performance.now()
  const answer = await fetch("/admin/customer-profiles?limit=20&q=${encodeURIComponent(text)}", { credentials: "include" })
  const { customers } = await answer.json()
  if (customers.length === 0) throw new Error("the search found no customer")
  return performance.now() - begun
})()`

/** Full names, each of which some thousands of a million customers have. */
async function namesOf({ shop }: OpenStore): Promise<string[]> {
  const names = new Set<string>()
  for (let offset = 0; names.size < 200 && offset < 2000; offset += 100) {
    const { customers } = await shop.admin.get<{ customers: { first_name: string; last_name: string }[] }>(
      `/admin/customer-profiles?limit=100&offset=${offset}&is_business=false`,
    )
    for (const { first_name, last_name } of customers) names.add(`${first_name} ${last_name}`)
  }
  return [...names]
}

async function measureSearch(closing: Closing, effort: Effort): Promise<Figure[]> {
  await buildDashboard()
  const store = await openStore(closing, {}, WITH_DASHBOARD)
  const crowd = effort.short ? CROWD_SHORT : CROWD
  effort.log(`  making ${crowd.customers} customers`)
  await fillWithCustomers(store.database, crowd, effort.log)
  const names = await namesOf(store)
  const page = await openScreen(closing, store)
  await page.goto(`${store.shop.url}/app/customers/profiles`)
  await page.locator("[aria-busy=false] tbody tr").first().waitFor()
  const onPage = async (script: (text: string) => string, text: string) => page.evaluate<number>(script(text))
  const name = (pair: number) => names[pair % names.length] ?? ""
  const measured = await pairByPair(
    { ours: (pair) => onPage(typed, name(pair)), reference: (pair) => onPage(called, name(pair)) },
    effort,
  )
  return [makeFigure({ bench: "screen_search_1m", unit: "ms", reference: "the API call itself", ...measured })]
}

/** A customer with 10,000 ledger rows opens as fast as one with ten, by the time until the points card shows the balance. */
export const screenOfCustomer: Benchmark = {
  names: ["screen_customer_10k"],
  run: (effort) => Closing.during((closing) => measureCustomer(closing, effort)),
}

/** The customers' search at a million: from the typed text to the frame that shows its rows, beside the API call alone. */
export const screenOfSearch: Benchmark = {
  names: ["screen_search_1m"],
  run: (effort) => Closing.during((closing) => measureSearch(closing, effort)),
}
