import { setTimeout as sleep } from "node:timers/promises"
import { query } from "../../helpers/database"
import { runClient } from "./mix"
import { openPointsStore, trialBalance } from "./store"

const CLIENTS = 16

it("M15: 16 clients mix everything without a deadlock", async () => {
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

it("M22: connections that are cut in the middle of everything leave every figure right", async () => {
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
