import { query } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import type { Customer } from "../helpers/shop"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function customerPoints(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)
  const open = ({ id }: Customer) => visit(`/customers/${id}`)
  const adjust = ({ id }: Customer, points: number, reason: string) =>
    dashboard().shop.admin.post(`/admin/customers/${id}/loyalty/adjustments`, { points, reason })
  const balanceOf = async ({ id }: Customer) => {
    const { loyalty } = await dashboard().shop.admin.get<{ loyalty: { points_balance: number } }>(
      `/admin/customers/${id}/loyalty`,
    )
    return loyalty.points_balance
  }

  // Guard: `Calculation` in src/admin/points/why-entry.tsx; without it the entry does not say how its points were computed.
  test(
    "R31, R66, M72: the card shows pending points and the next expiry; an entry unfolds its calculation with goods, rate and sum, an adjustment its author",
    async () => {
      const { shop } = dashboard()
      problems()
      const customer = await shop.register()
      const put = (key: string, value: unknown) => shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
      await put("loyalty_points_enabled", true)
      await put("loyalty_points_ttl_days", 365)
      await put("loyalty_pending_days", 3)
      await shop.placeOrder({ customer, payment: "instant", product: "download" })
      await eventually(
        () => balanceOf(customer),
        (points) => points === 20,
      )
      await adjust(customer, 5, "a birthday")
      await open(customer)
      const points = card("Points")
      await points.getByText("Not yet available20").waitFor()
      await points.getByText(/^Next expiry\d+ on /).waitFor()
      await put("loyalty_pending_days", 0)
      await put("loyalty_points_ttl_days", null)
      const entries = points.getByRole("listitem")
      await entries.nth(1).getByRole("button", { name: "Why" }).click()
      await points.getByText("The order earned these points.").waitFor()
      const told = await entries.nth(1).textContent()
      expect(told).toMatch(/Goods ordered\$20\.00.*Counted\$20\.00Points for each \$1\.00.*rounded down20/)
      await points.getByRole("link", { name: "Open the order" }).waitFor()
      await entries.first().getByRole("button", { name: "Why" }).click()
      await points.getByText("owner@example.com").waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("customer-points")
    },
    SLOW_MS,
  )

  // Guard: `getNextPageParam` in src/admin/points/all-entries.tsx; without it there is no further page.
  test(
    "R31, R66: the card and its drawer show an account of 10,000 entries, page by page",
    async () => {
      const { page, shop, database } = dashboard()
      problems()
      const customer = await shop.register()
      await adjust(customer, 1, "the first of all")
      await query(
        database,
        `with one as (select n from generate_series(1, 10000) n)
         select count(*) from clientele_points_adjust_batch(array_fill($1::text, '{10000}'), array_fill(1::bigint, '{10000}'),
           (select array_agg('many:' || n order by n) from one), array_fill(''::text, '{10000}'),
           array_fill('infinity'::timestamptz, '{10000}'), (select array_agg('entry ' || n order by n) from one),
           array_fill(null::text, '{10000}'), null, now())`,
        [customer.email],
      )
      await open(customer)
      await card("Points").getByText("10,001").first().waitFor()
      await card("Points").getByRole("button", { name: "All entries" }).click()
      const drawer = page.getByRole("dialog")
      await drawer.getByText("· entry 10000").waitFor()
      expect(await drawer.getByRole("listitem").count()).toBe(50)
      await drawer.getByRole("button", { name: "Show more" }).click()
      await drawer.getByText("· entry 9901").waitFor()
      expect(await drawer.getByRole("listitem").count()).toBe(100)
      expect(problems()).toEqual([])
      await look("customer-points-entries")
    },
    SLOW_MS,
  )

  // Guards: `ask` in src/admin/components/form-drawer.tsx, without which the first click merges; `isDisabled`, without which an
  // address can be merged that was not shown.
  test(
    "R31, R66, M74: a merge shows a preview, asks, and moves the points once",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const [customer, old] = [await shop.register(), await shop.register()]
      await adjust(customer, 100, "x")
      await adjust(old, 1200, "x")
      await open(customer)
      await card("Points").getByRole("button", { name: "Merge" }).click()
      const drawer = page.getByRole("dialog")
      const send = drawer.getByRole("button", { name: "Merge", exact: true })
      const email = drawer.getByLabel("Email address of the other account")
      await email.fill("no-account@example.com")
      await drawer.getByRole("button", { name: "Show what moves" }).click()
      await drawer.getByText(/there is no points account to merge/).waitFor()
      expect(problems()).toEqual([expect.stringMatching(/^404 GET .*merge\?email=no-account/)])
      expect(await send.isDisabled()).toBe(true)

      await email.fill(old.email)
      expect(await send.isDisabled()).toBe(true)
      await drawer.getByRole("button", { name: "Show what moves" }).click()
      await drawer.getByText(`From ${old.email}`).waitFor()
      await drawer.getByText("1,200", { exact: true }).first().waitFor()
      await drawer.getByLabel("Reason").fill("changed address")
      await look("customer-points-merge")
      await send.click()
      const question = page.getByRole("alertdialog")
      await question.getByText(`1,200 points of ${old.email} move to this customer. This cannot be undone.`).waitFor()
      await question.getByRole("button", { name: "Cancel" }).click()
      expect(await balanceOf(old)).toBe(1200)

      await send.click()
      await question.getByRole("button", { name: "Merge" }).dblclick()
      await drawer.waitFor({ state: "hidden" })
      expect([await balanceOf(customer), await balanceOf(old)]).toEqual([1300, 0])
      await card("Points").getByText("1,300", { exact: true }).first().waitFor()
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
    },
    SLOW_MS,
  )
}
