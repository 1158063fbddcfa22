import { leaveDeadJob } from "../cli/dead-job"
import { query } from "../helpers/database"
import { type Dashboard, SLOW_MS } from "./dashboard"
import { pagesOf } from "./pages"

export function settingsPage(dashboard: () => Dashboard): void {
  const { visit, card, barriers, problems, look } = pagesOf(dashboard)

  test(
    "R66, M72, M74: the health page shows problems with fixes, links the order, and retries a dead job once",
    async () => {
      const { page, shop, database } = dashboard()
      const order = await shop.placeOrder({ product: "download" })
      await query(database, "insert into clientele_points_failure (order_id, message) values ($1, 'x')", [order.id])
      const id = await leaveDeadJob(database.url)
      problems()
      await visit("/settings/clientele")
      const health = card("Health")
      await health.getByText("Mails are kept in the outbox and not sent").waitFor()
      await health.getByText("1 order cannot be settled").waitFor()
      // On a busy machine the helper adds it a second time.
      await health.getByText(/^[12] dead jobs?$/).waitFor()
      expect(await health.getByRole("link", { name: `#${order.display_id}` }).getAttribute("href")).toMatch(order.id)
      await look("settings-health")
      expect(await barriers()).toEqual([])

      const retries: string[] = []
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().includes("/jobs/")) retries.push(request.url())
      })
      const jobs = card("Dead jobs")
      await jobs.getByRole("row").filter({ hasText: id }).getByRole("button", { name: "Run again" }).dblclick()
      await page.getByText("The job runs again.").waitFor()
      expect(retries).toEqual([expect.stringContaining(id)])
      expect(problems()).toEqual([])
      page.removeAllListeners("request")
      await query(database, "delete from clientele_points_failure")
    },
    SLOW_MS,
  )

  test(
    "R66: the page shows a failed answer and loads again",
    async () => {
      const { page } = dashboard()
      const route = "**/admin/clientele/health"
      await page.route(route, (request) => request.fulfill({ status: 500, json: { message: "the lights are out" } }))
      await visit("/settings/clientele")
      const health = card("Health")
      await health.getByText("the lights are out").waitFor()
      await page.unroute(route)
      await health.getByRole("button", { name: "Try again" }).click()
      await health.getByText("Mails are kept in the outbox and not sent").waitFor()
      problems()
    },
    SLOW_MS,
  )

  // Guard: `sent` in src/admin/components/use-change.ts.
  test(
    "R61, R66, M74: the page shows secret keys with their modes and makes a key a test key once",
    async () => {
      const { page, shop } = dashboard()
      problems()
      const { api_key } = await shop.admin.post<{ api_key: { id: string } }>("/admin/api-keys", {
        title: "Bookkeeping",
        type: "secret",
      })
      const changes: string[] = []
      page.on("request", (request) => request.method() === "POST" && changes.push(new URL(request.url()).pathname))
      await visit("/settings/clientele")
      const row = page.getByRole("row").filter({ hasText: "Bookkeeping" })
      await row.getByText("Live", { exact: true }).waitFor()
      await row.getByRole("button", { name: "Actions for Bookkeeping" }).click()
      await page.getByRole("menuitem", { name: "Make it a test key" }).click()
      await page.getByRole("alertdialog").getByRole("button", { name: "Make it a test key" }).dblclick()
      await row.getByText("Test", { exact: true }).waitFor()
      expect(changes).toEqual([`/admin/clientele/api-keys/${api_key.id}/mode`])
      expect(await barriers()).toEqual([])
      expect(problems()).toEqual([])
      await look("settings-keys")
      page.removeAllListeners("request")
    },
    SLOW_MS,
  )
}
