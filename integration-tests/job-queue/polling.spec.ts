import { postgresBackend } from "./backends"
import { closeServices, logged, startService, until } from "./harness"
import { resetJobs, runsOf } from "./jobs"

const backend = postgresBackend()

describe("queue on a PostgreSQL whose notifications do not arrive", () => {
  beforeAll(() => backend.start())
  beforeEach(async () => {
    resetJobs()
    await backend.reset()
  })
  afterEach(() => closeServices())
  afterAll(() => backend.stop())

  it("ADR 0005: health reports when they arrive", async () => {
    const service = await startService(backend.options())
    expect(await service.health()).toMatchObject({ notify: "works", message: "The queue works." })
  })

  it("ADR 0005: health names the setting, and workers poll for jobs, even while a delayed job is far off", async () => {
    backend.proxy().deaf = true
    const service = await startService(backend.options())
    const health = await service.health()
    expect(health).toMatchObject({ reachable: true, workers_running: true, notify: "polling" })
    expect(health.message).toContain("Set queue.databaseUrl")
    expect(logged.join("\n")).toContain("no notifications arrive")
    await service.add("test.award", { order_id: "order_far" }, { delayMs: 3_600_000 })
    // The worker has seen the delayed job and sleeps.
    await new Promise((resolve) => setTimeout(resolve, 2500))
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runsOf("order_1").length === 1)
  })
})
