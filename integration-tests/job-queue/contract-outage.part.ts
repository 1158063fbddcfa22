import type { TestBackend } from "./backends"
import { logged, startService, stopService, until } from "./harness"
import { runs, runsOf } from "./jobs"

/** The backend is away. */
export function outageCases(backend: TestBackend): void {
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)

  beforeAll(() => process.on("unhandledRejection", onRejection))
  beforeEach(() => backend.up())
  afterAll(() => {
    process.off("unhandledRejection", onRejection)
    expect(rejections).toEqual([])
  })

  it("M17: without its backend add() rejects and health names the fix, and both work again when the backend is back", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_1" })
    await until("the first run", () => runs.length === 1)

    await backend.down()
    const adding = Array.from({ length: 20 }, () => service.add("test.award", { order_id: "order_down" }))
    for (const outcome of await Promise.allSettled(adding)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "queue_unavailable" } })
    }
    expect(await service.health()).toMatchObject({
      reachable: false,
      queues: [],
      message: expect.stringContaining("Check that "),
    })

    await backend.up()
    await until("a reachable queue", async () => (await service.health()).reachable)
    await service.add("test.award", { order_id: "order_2" })
    await until("the run after the outage", () => runsOf("order_2").length === 1)
  })

  it("M17: a store boots and stops without the backend, and its workers start when the backend starts", async () => {
    await backend.down()
    const service = await startService(backend.options())
    expect(await service.health()).toMatchObject({ reachable: false, workers_running: false })
    await expect(service.add("test.award", { order_id: "order_down" })).rejects.toMatchObject({
      code: "queue_unavailable",
    })
    await stopService(await startService(backend.options()))
    await backend.up()
    await until("running workers", async () => (await service.health()).workers_running)
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runsOf("order_1").length === 1)
  })

  it("M43: a service stops even if its backend is down", async () => {
    const service = await startService(backend.options(), { timing: { drainMs: 15_000 } })
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runs.length === 1)
    await backend.down()
    await stopService(service)
    expect(logged.join("\n")).not.toContain("took longer")
    await backend.up()
    expect(await backend.connections()).toBe(0)
  })
}
