import { setTimeout as sleep } from "node:timers/promises"
import { settleBatch } from "../../../src/modules/points/sql/post-entries"
import { query } from "../../helpers/database"
import { runClient } from "./mix"
import { openPointsStore, settlement, trialBalance, waitForLocks } from "./store"

export function concurrency(): void {
  const CLIENTS = 16

  it("M15: 16 clients mix all operations without a deadlock", async () => {
    const store = await openPointsStore()
    try {
      const services = [store.points, store.another(), store.another()]
      const results = await Promise.all(
        Array.from({ length: CLIENTS }, (_, i) => runClient(services[i % 3] as typeof store.points, i, 80)),
      )
      expect(results.filter((one) => one.broken > 0)).toEqual([])
      expect(results.reduce((sum, one) => sum + one.done, 0)).toBeGreaterThan(CLIENTS * 40)
      expect(await trialBalance(store.points)).toEqual([])
      // A backend reports its statistics when it has been idle for a second.
      await sleep(1500)
      const [stats] = await query<{ deadlocks: string }>(
        store.database,
        "select deadlocks from pg_stat_database where datname = current_database()",
      )
      expect(stats?.deadlocks).toBe("0")
    } finally {
      await store.close()
    }
  }, 120_000)

  it("M22: cutting connections during all operations leaves every figure right", async () => {
    const store = await openPointsStore()
    try {
      const services = [store.points, store.another()]
      let running = true
      const cutting = (async () => {
        let cuts = 0
        while (running) {
          await sleep(40)
          const cut = await query(
            store.database,
            `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and state = 'active' limit 2`,
          )
          cuts += cut.length
        }
        return cuts
      })()
      const results = await Promise.all(
        Array.from({ length: CLIENTS }, (_, i) => runClient(services[i % 2] as typeof store.points, i, 60)),
      )
      running = false
      expect(await cutting).toBeGreaterThan(0)
      expect(results.reduce((sum, one) => sum + one.done, 0)).toBeGreaterThan(0)
      expect(await trialBalance(store.points)).toEqual([])
    } finally {
      await store.close()
    }
  }, 120_000)

  // Guard: the batch takes what accounts hold, and where they stand, from the statement that locks them, not from one before it
  // (`v_rows`, `v_balances` of `clientele_points_settle_batch`). In a transaction, where nothing runs it again: else the entries'
  // key stops a batch that is out of date, and the second attempt is right.
  it("a batch continues from the balances that other sessions committed while it waited", async () => {
    const store = await openPointsStore()
    try {
      const mailboxes = ["b@example.com", "a@example.com", "c@example.com"]
      for (const mailbox of mailboxes) {
        await store.points.adjust({ mailbox, points: 5, stated_reason: "opening", actor_id: "user_1" })
      }
      const other = await store.db.transaction()
      await other.raw(
        "select * from clientele_points_adjust('a@example.com', 7, 'manual', 'manual:k', '', false, 'infinity', 's', null, 'u', null, now())",
      )
      const { fencing_token } = await store.points.drawReading([])
      const batch = mailboxes.flatMap((mailbox, index) => [
        settlement({ order_id: `order_${index}_1`, mailbox, target: 10 }),
        settlement({ order_id: `order_${index}_2`, mailbox, target: 20 }),
      ])
      const settled = store.db.transaction((transaction) =>
        settleBatch(transaction, batch, fencing_token, false, new Date()),
      )
      await waitForLocks(store, 1)
      await other.commit()
      const outcomes = await settled
      expect(outcomes.map((one) => [one.order_id, one.version, one.balance_after]).sort()).toEqual([
        ["order_0_1", 2, 15],
        ["order_0_2", 3, 35],
        ["order_1_1", 3, 22],
        ["order_1_2", 4, 42],
        ["order_2_1", 2, 15],
        ["order_2_2", 3, 35],
      ])
      expect(await trialBalance(store.points)).toEqual([])
    } finally {
      await store.close()
    }
  })
}
