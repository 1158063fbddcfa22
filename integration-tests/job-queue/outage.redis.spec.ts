import { redisBackend } from "./backends"
import { closeServices, createService, startService, stopService, until } from "./harness"
import { resetJobs, runs, runsOf } from "./jobs"

const backend = redisBackend()

describe("queue on a Redis that fails", () => {
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)

  beforeAll(async () => {
    process.on("unhandledRejection", onRejection)
    await backend.start()
  })
  beforeEach(async () => {
    resetJobs()
    rejections.length = 0
    await backend.reset()
  })
  afterEach(async () => {
    await closeServices()
    expect(rejections).toEqual([])
  })
  afterAll(async () => {
    process.off("unhandledRejection", onRejection)
    await backend.stop()
  })

  it("M17: without Redis add() rejects, health says what to do, and both come back with it", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_1" })
    await until("the first run", () => runs.length === 1)

    await backend.server().stop()
    const adding = Array.from({ length: 20 }, () => service.add("test.award", { order_id: "order_down" }))
    for (const outcome of await Promise.allSettled(adding)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "queue_unavailable" } })
    }
    expect(await service.health()).toMatchObject({
      reachable: false,
      queues: [],
      message: expect.stringContaining("Check that Redis runs"),
    })

    await backend.server().start()
    await until("a reachable queue", async () => (await service.health()).reachable)
    await service.add("test.award", { order_id: "order_2" })
    await until("the run after the outage", () => runsOf("order_2").length === 1)
  })

  it("M17: a store boots and stops without Redis, and its workers start when it comes", async () => {
    await backend.server().stop()
    const service = await startService(backend.options())
    expect(await service.health()).toMatchObject({ reachable: false, workers_running: false })
    await expect(service.add("test.award", { order_id: "order_down" })).rejects.toMatchObject({
      code: "queue_unavailable",
    })
    await stopService(await startService(backend.options()))
    await backend.server().start()
    await until("running workers", async () => (await service.health()).workers_running)
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runsOf("order_1").length === 1)
  })

  it("M43: a service stops although its Redis has gone", async () => {
    const service = await startService(backend.options(), { timing: { drainMs: 1000 } })
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runs.length === 1)
    await backend.server().stop()
    await stopService(service)
    await backend.server().start()
    expect(await backend.connections()).toBe(0)
  })

  it("M18: after Redis was flushed, workers and add() go on", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_1" })
    await until("the first run", () => runs.length === 1)
    await createService(backend.options(), { mode: "server" }).add(
      "test.award",
      { order_id: "order_late" },
      {
        delayMs: 60_000,
      },
    )
    await backend.reset()
    await service.add("test.award", { order_id: "order_2" })
    await until("the run after the flush", () => runsOf("order_2").length === 1)
    expect((await service.health()).queues[0]).toEqual({ name: "awards", waiting: 0, active: 0, delayed: 0, dead: 0 })
  })
})
