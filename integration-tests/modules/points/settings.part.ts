import { setTimeout as sleep } from "node:timers/promises"
import type { SettingKey } from "../../../src/modules/points"
import { conflictOf } from "../../../src/modules/points/domain/settings"
import PointsModuleService from "../../../src/modules/points/service"
import { whileLocked } from "../../helpers/locked"
import { openPointsStore, type PointsStore } from "./store"

export function settings(): void {
  // What the options set at a process's boot, beside what is set already and what others set meanwhile.

  let store: PointsStore
  const problems: string[] = []

  beforeEach(async () => {
    store = await openPointsStore()
    problems.length = 0
  })
  afterEach(() => store.close())

  /** A process whose options have these first values. */
  const booting = (settings: Record<string, unknown>) =>
    new PointsModuleService(
      { __pg_connection__: store.db, logger: { error: (message) => problems.push(message) } },
      { loyalty: { settings } },
    )

  const conflict = async () => {
    const settings = await store.points.getSettings()
    return conflictOf(settings, "loyalty_points_ttl_days" satisfies SettingKey)
  }

  it("R30: first values take effect once, and a stored setting wins", async () => {
    await booting({ loyalty_pending_days: 3 }).seed()
    await store.points.setSetting("loyalty_pending_days", 4, "user_1")
    await booting({ loyalty_pending_days: 5, loyalty_points_enabled: true }).seed()
    expect(await store.points.getSettings()).toMatchObject({ loyalty_pending_days: 4, loyalty_points_enabled: true })
    expect((await store.points.getSettingLog()).map(({ key, value }) => [key, value])).toEqual([
      ["loyalty_pending_days", 3],
      ["loyalty_pending_days", 4],
      ["loyalty_points_enabled", true],
    ])
    expect(problems).toEqual([])
  })

  // Guard: `conflictOf` in `firstValues`.
  it("R30 R36: a first value that contradicts a stored setting is ignored, and the log names it", async () => {
    await store.points.setSetting("loyalty_pending_days", 30, "user_1")
    await booting({ loyalty_points_ttl_days: 20, loyalty_points_enabled: true }).seed()
    expect(await store.points.getSettings()).toMatchObject({
      loyalty_points_ttl_days: null,
      loyalty_pending_days: 30,
      loyalty_points_enabled: true,
    })
    expect(problems).toEqual([expect.stringContaining("loyalty_points_ttl_days: points would expire (after 20 days)")])
  })

  // Guards: `lockSettings` in `seed`, and that what is stored is read again behind it.
  it("R30 R36: two processes that boot at once do not store contradicting settings", async () => {
    const lock = { sql: "lock table clientele_points_setting in share row exclusive mode" }
    await whileLocked(store.database, lock, async ({ waiting }) => {
      const seeds = [booting({ loyalty_points_ttl_days: 5 }).seed(), booting({ loyalty_pending_days: 10 }).seed()]
      await waiting(2)
      return seeds
    }).then((seeds) => Promise.all(seeds))
    expect(await conflict()).toBeNull()
    expect(await store.points.getSettingLog()).toHaveLength(1)
    expect(problems).toHaveLength(1)
  })

  // Guard: `isOneOfThem` in `conflictOf`.
  it("R30: contradicting settings from an older version stop no other change", async () => {
    await store.points.setSetting("loyalty_pending_days", 30, "user_1")
    await store.db.raw("insert into clientele_points_setting (key, value) values ('loyalty_points_ttl_days', '20')")
    await store.points.setSetting("loyalty_points_enabled", false, "user_1")
    await expect(store.points.setSetting("loyalty_pending_days", 20, "user_1")).rejects.toThrow("points would expire")
    await store.points.setSetting("loyalty_pending_days", 0, "user_1")
    expect(await conflict()).toBeNull()
  })

  // Guard: `idle_in_transaction_session_timeout` in `lockSettings`. Without it the second change waits for ever.
  it("R30: a process that dies during a change does not block other processes", async () => {
    const connections: (() => void)[] = []
    const silent = new PointsModuleService({
      __pg_connection__: {
        raw: store.db.raw.bind(store.db),
        // It has the lock, asks what is set, and is never heard of again.
        transaction: (work) =>
          store.db.transaction((db) =>
            work({
              raw: async (sql, bindings = []) => {
                if (sql.includes("select key, value")) await new Promise<void>((resume) => connections.push(resume))
                return db.raw(sql, [...bindings] as string[])
              },
            }),
          ),
      },
    })
    const lost = silent.setSetting("loyalty_pending_days", 5, "user_1").catch((error: Error) => error)
    while (connections.length === 0) await sleep(20)
    await store.another().setSetting("loyalty_pending_days", 6, "user_2")
    for (const resume of connections) resume()
    expect(await lost).toBeInstanceOf(Error)
    expect(await store.points.getSettings()).toMatchObject({ loyalty_pending_days: 6 })
  }, 60_000)
}
