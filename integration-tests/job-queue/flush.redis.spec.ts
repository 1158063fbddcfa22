import { redisBackend } from "./backends"
import { closeServices, countsOf, startService, until } from "./harness"
import { resetJobs, runs, runsOf } from "./jobs"

const backend = redisBackend()

describe("queue on a Redis that loses its data", () => {
  beforeAll(() => backend.start())
  beforeEach(() => resetJobs())
  afterEach(() => closeServices())
  afterAll(() => backend.stop())

  it("M18: workers and add() keep working after Redis is flushed", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_1" })
    await until("the first run", () => runs.length === 1)
    await service.add("test.award", { order_id: "order_lost" }, { delayMs: 60_000 })
    await backend.reset()
    await service.add("test.award", { order_id: "order_2" })
    await until("the run after the flush", () => runsOf("order_2").length === 1)
    await until("an empty queue", async () => (await countsOf(service, "awards"))?.active === 0)
    expect(await countsOf(service, "awards")).toMatchObject({ waiting: 0, delayed: 0, dead: 0 })
  })
})
