import { query } from "../../helpers/database"
import { withServer } from "../../helpers/database-server"
import { allowedOf, callAtOnce, callWith, type KeyStore, newKey, openKeyStore } from "./calls"
import { counting } from "./counting.part"

let store: KeyStore

beforeAll(async () => {
  store = await openKeyStore()
}, 180_000)

afterAll(() => store?.close())

const end = (window: "minute" | "day") => async (key: string) => {
  await query(
    store.database,
    `update clientele_key_calls set ${window}_ends_at = clock_timestamp() where bucket = $1`,
    [key],
  )
}

describe("on PostgreSQL", () => counting(() => store, { endMinute: end("minute"), endDay: end("day") }))

it("R62: a full day's quota refuses calls until the day ends", async () => {
  const key = newKey()
  await callAtOnce(store, key, 1)
  await query(store.database, "update clientele_key_calls set day_calls = 9999 where bucket = $1", [key])
  expect(allowedOf(await callAtOnce(store, key, 3))).toBe(1)
  const refused = await store.services[1].countCall(callWith(key))
  expect(refused).toMatchObject({ allowed: false, windows: [{ left: 58 }, { left: 0 }] })
})

// Guards: `set lock_timeout` of clientele_key_count; the catch in open-counter.ts.
it("M68: a blocked counter lets calls through, logs once, and holds no connection", async () => {
  const key = newKey()
  await callAtOnce(store, key, 1)
  const before = store.warnings.length
  await withServer(async (client) => {
    await client.query("begin")
    await client.query("select 1 from clientele_key_calls where bucket = $1 for update", [key])
    const calls = await callAtOnce(store, key, 20)
    expect(calls.every((call) => call === null)).toBe(true)
    await client.query("rollback")
  }, store.database.name)
  // One line of each of the two instances.
  expect(store.warnings.length - before).toBeGreaterThanOrEqual(1)
  expect(store.warnings.length - before).toBeLessThanOrEqual(2)
  expect(store.warnings.join()).toContain("the plugin does not limit them")
})

it("R62: counts of a past day are deleted, and other counts stay", async () => {
  const [gone, kept] = [newKey(), newKey()]
  // The instances may still leave their counter alone after the failure above.
  for (const key of [gone, kept]) await query(store.database, "select clientele_key_count($1, 60, 1000)", [key])
  await end("day")(gone)
  await store.services[0].cleanUp()
  const left = await query<{ bucket: string }>(store.database, "select bucket from clientele_key_calls")
  const buckets = left.map(({ bucket }) => bucket)
  expect([buckets.includes(gone), buckets.includes(kept)]).toEqual([false, true])
})

it("R61: a key is live until an admin user makes it a test key, in both instances at once; the log has the admin user", async () => {
  const [one, other] = store.services
  const key = newKey()
  expect(await one.modeOf(key)).toBe("live")
  await one.setMode(key, "live", "user_1")
  await one.setMode(key, "test", "user_1")
  expect(await other.modeOf(key)).toBe("test")
  await other.setMode(key, "test", "user_2")
  await other.setMode(key, "live", "user_2")
  expect(await one.modeOf(key)).toBe("live")
  expect(await one.listModeChanges([key, "apk_unknown"], 10)).toMatchObject([
    { key_id: key, mode: "live", actor_id: "user_2", changed_at: expect.any(Date) },
    { key_id: key, mode: "test", actor_id: "user_1" },
  ])
})
