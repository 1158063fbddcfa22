import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

/** The cards of a customer's page, with what a new customer's say. */
const CARDS = [
  ["Profile", "Active"],
  ["Contacts", /^No contacts yet/],
  ["Trade credit", /^This customer has no credit account/],
  ["Notes", "No notes yet."],
  ["Timeline", "Account registered"],
  ["Points", "No points earned or redeemed yet."],
  ["Figures", "Prospect"],
  ["Photo", /^No photo yet/],
  ["Payment methods", "No payment method is saved."],
] as const

/** The plugin's requests of these cards. */
const OF_CARDS =
  /\/admin\/(customer-profiles\/|customers\/cus_\w+\/(contacts|credit|notes|timeline|loyalty|analytics|payment-methods))/

/** Pages with lists, and the requests of these lists. */
const LISTS = [
  ["/customers/profiles", /\/admin\/customer-profiles\?/],
  ["/credit/accounts", /\/admin\/credit\/accounts/],
  ["/credit/receivables", /\/admin\/credit\/receivables/],
  ["/credit/approvals", /\/admin\/credit\/approvals/],
  ["/settings/webhooks", /\/admin\/webhooks/],
] as const

export function statesOfCards(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)

  /** Holds requests until `refuse`, which fails them. */
  const hold = async (requests: RegExp) => {
    const { page } = dashboard()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(requests, async (route) => {
      await held
      await route.fulfill({ status: 503, json: { message: "The store is resting." } })
    })
    return { refuse: release, end: () => page.unroute(requests) }
  }

  // Guards: `role="status"` of Answered and `Failed` in src/admin/components/section.tsx.
  test(
    "R66: each card of a customer's page says that it loads, then why it failed, and loads again; a new customer's cards say that they are empty",
    async () => {
      const { page, shop } = dashboard()
      const { id } = await shop.register()
      const requests = await hold(OF_CARDS)
      await visit(`/customers/${id}`)
      for (const [title] of CARDS) {
        await card(title).getByRole("status", { name: "Loading" }).waitFor()
      }
      expect(await barriers()).toEqual([])
      await look("customer-loading")
      requests.refuse()
      for (const [title] of CARDS) {
        await card(title).getByText("This could not be loaded: The store is resting.").waitFor()
      }
      await look("customer-failed")
      await requests.end()
      problems()
      for (const [title, empty] of CARDS) {
        // Two cards read the profile.
        const again = card(title).getByRole("button", { name: "Try again" })
        const shown = card(title).getByText(empty).first()
        await again.or(shown).first().waitFor()
        if ((await again.count()) > 0) await again.click()
        await shown.waitFor()
      }
      expect(await page.getByRole("alert").count()).toBe(0)
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )

  // Guards: `isPending` of `aria-busy` in src/admin/components/list/paged-list.tsx and of `nothing` in pager.tsx.
  test.each(LISTS)(
    "R66: the list of %s says that it loads, then why it failed, and loads again",
    async (route, of) => {
      const { page } = dashboard()
      const requests = await hold(of)
      await visit(route)
      await page.locator("[data-clientele] [aria-busy=true]").waitFor()
      await page.getByRole("status").getByText("Loading", { exact: true }).waitFor()
      expect(await page.getByText("0 results").count()).toBe(0)
      requests.refuse()
      await page.getByText("This could not be loaded: The store is resting.").waitFor()
      await requests.end()
      problems()
      await page.getByRole("button", { name: "Try again" }).click()
      await page.locator("[data-clientele] [aria-busy=false]").waitFor()
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
