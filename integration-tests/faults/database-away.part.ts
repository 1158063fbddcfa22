import { query, type TestDatabase } from "../helpers/database"
import { whileLocked } from "../helpers/locked"
import { eventually, loyaltyOf } from "../helpers/loyalty"
import { PRICES, type Shop } from "../helpers/shop"
import type { Store } from "../helpers/store-server"
import { openReceiver } from "../helpers/webhook-receiver"
import type { TcpProxy } from "../job-queue/tcp"
import { runInStore } from "./in-store"
import { entriesOf, trialBalance } from "./ledger"
import type { QueueView } from "./queue"

/** `database` is reached directly, the store reaches it through `proxy`. */
type Open = { database: TestDatabase; proxy: TcpProxy; store: Store; shop: Shop; queue: QueueView }

const POOL_WAIT_MS = 500

// Guards: AttemptRecorder rejects where nothing could be recorded, so that the lease sends the message again; the sweep.
export function databaseAway(open: () => Open): void {
  it("M22, M48: while PostgreSQL is down, requests get 5xx and the process keeps running; afterwards an order earns once and a held message arrives", async () => {
    const { database, proxy, store, shop, queue } = open()
    const loyalty = loyaltyOf(shop.admin)
    const { before } = await runInStore(store, "shorten-pool-wait", String(POOL_WAIT_MS))
    const receiver = await openReceiver()
    try {
      // The receiver has the message, and answers while the database is down, so the attempt cannot be recorded.
      let answer = () => {}
      const answered = new Promise<{ status: number }>((resolve) => {
        answer = () => resolve({ status: 200 })
      })
      receiver.answer(() => answered)
      await shop.admin.post("/admin/webhooks", { url: receiver.url, events: ["clientele.points.adjusted"] })
      const customer = await shop.register()
      const adjustments = `/admin/customers/${customer.id}/loyalty/adjustments`
      await shop.admin.post(adjustments, { points: 5, reason: "goodwill" })
      await eventually(
        async () => receiver.received,
        (some) => some.length > 0,
      )
      expect(receiver.received).toHaveLength(1)

      // The award of an order waits for a lock when the database stops.
      const lock = { sql: "lock table clientele_points_account in exclusive mode" }
      const order = await whileLocked(database, lock, async ({ waiting }) => {
        const placed = await shop.placeOrder({ product: "download", payment: "instant" })
        await waiting(1)
        await proxy.down()
        return placed
      })
      answer()
      const outage = await Promise.all([
        shop.admin.send("GET", `/admin/customers/${customer.id}/loyalty`),
        shop.admin.send("POST", adjustments, { points: 7, reason: "lost" }),
        shop.admin.send("GET", "/admin/webhooks"),
        shop.admin.send("GET", "/admin/orders"),
        shop.guest.send("POST", "/store/carts", {}),
      ])
      for (const { status } of outage) expect(status).toBeGreaterThanOrEqual(500)
      expect((await fetch(`${store.url}/health`)).status).toBe(200)

      await proxy.up()
      await eventually(
        () => shop.admin.send("GET", `/admin/customers/${customer.id}/loyalty`),
        ({ status }) => status === 200,
      )
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 5 })
      await shop.admin.post(adjustments, { points: 2, reason: "after" })
      await runInStore(store, "sweep")
      expect(await queue.drained()).toMatchObject({ dead: 0 })
      expect(await entriesOf(database, [order.id])).toEqual([[PRICES.shirt]])

      // The lease of a worker is a minute long. The test does not wait for it.
      const made = "from clientele_webhook_delivery d where status = 'pending'"
      const [held] = await query<{ attempts: number }>(database, `select attempts ${made} and sequence = 1`)
      expect(held).toEqual({ attempts: 1 })
      await query(
        database,
        "update clientele_webhook_delivery set next_at = now() where status = 'pending' and sequence = 1",
      )
      await eventually(
        async () => {
          await runInStore(store, "job", "clientele-webhook-sweep")
          return receiver.received
        },
        (some) => some.length >= 3,
      )
      const [first, again] = receiver.received
      expect(again?.id).toBe(first?.id)
      expect(receiver.received.map(({ body }) => [body.sequence, body.data["points"]])).toEqual([
        [1, 5],
        [1, 5],
        [2, 2],
      ])
      expect(await trialBalance(database.url)).toEqual([])
    } finally {
      await proxy.up()
      await runInStore(store, "shorten-pool-wait", String(before))
      await receiver.close()
    }
  }, 120_000)
}
