import { RedisServer } from "../../job-queue/backends"
import { allowedOf, callAtOnce, callWith, type KeyStore, newKey, openKeyStore } from "./calls"
import { counting } from "./counting.part"

let redis: RedisServer
let store: KeyStore

beforeAll(async () => {
  redis = await RedisServer.create()
  store = await openKeyStore({ redisUrl: redis.url })
}, 180_000)

afterAll(async () => {
  await store?.close()
  await redis?.stop()
})

const end = (window: "minute" | "day") => async (key: string) => {
  const gone = await redis.use((client) => client.del(`{clientele:calls:${key}}:${window}`))
  expect(gone).toBe(1)
}

describe("on Redis", () => counting(() => store, { endMinute: end("minute"), endDay: end("day") }))

it("R62: counts on Redis expire by themselves, and PostgreSQL counts nothing", async () => {
  const key = newKey()
  await callAtOnce(store, key, 3)
  const left = await redis.use((client) =>
    Promise.all(["minute", "day"].map((window) => client.pttl(`{clientele:calls:${key}}:${window}`))),
  )
  expect(left[0]).toBeGreaterThan(0)
  expect(left[0]).toBeLessThanOrEqual(60_000)
  expect(left[1]).toBeGreaterThan(60_000)
  expect(left[1]).toBeLessThanOrEqual(86_400_000)
})

// Guards: the catch and the pause in open-counter.ts; `enableOfflineQueue` and `commandTimeout` of the client.
it("M68: while Redis is down, calls pass and one line is logged; when Redis is back, it counts again", async () => {
  const key = newKey()
  expect(allowedOf(await callAtOnce(store, key, 2))).toBe(2)
  await redis.stop()
  const during = await callAtOnce(store, key, 100)
  expect(during.every((call) => call === null)).toBe(true)
  expect(store.warnings.filter((line) => line.includes("the plugin does not limit them"))).toHaveLength(2)
  await redis.start()
  for (const service of store.services) {
    // Without a timer of its own: a counter that failed is asked again after a second.
    let counted = await service.countCall(callWith(key))
    while (counted === null) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      counted = await service.countCall(callWith(key))
    }
    expect(counted.allowed).toBe(true)
  }
  expect(store.warnings.filter((line) => line.includes("the plugin does not limit them"))).toHaveLength(2)
}, 60_000)
