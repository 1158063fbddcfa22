import { queueNames } from "../../src/modules/job_queue/types"
import type { TestBackend } from "./backends"
import { countsOf, createService, gate, startService, stopService, until } from "./harness"
import { gates, runs, runsOf } from "./jobs"

/** Workers and connections come, go and come back. */
export function stoppingCases(backend: TestBackend): void {
  it("M21: a stop lets active jobs end, takes no more, and loses none", async () => {
    const hanging = gate()
    gates.award = hanging.opened
    const service = await startService(backend.options(), { worker: "first" })
    for (let index = 0; index < 8; index++) await service.add("test.award", { order_id: `order_${index}` })
    await until("five active jobs", async () => (await countsOf(service, "awards"))?.active === 5)
    let stopped = false
    const stopping = stopService(service).then(() => {
      stopped = true
    })
    const observer = createService(backend.options(), { mode: "server" })
    expect(await countsOf(observer, "awards")).toMatchObject({ active: 5, waiting: 3 })
    expect(stopped).toBe(false)
    hanging.open()
    await stopping
    expect(runs.map(({ worker }) => worker)).toEqual(Array(5).fill("first"))
    expect(await countsOf(observer, "awards")).toMatchObject({ active: 0, waiting: 3 })

    await startService(backend.options(), { worker: "second" })
    await until("the rest", () => runs.length === 8)
    expect(new Set(runs.map(({ id }) => id)).size).toBe(8)
  })

  it("M43: a stopped service leaves no connection, and stays within the connection budget before", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_1" })
    await until("the run", () => runs.length === 1)
    await service.health()
    expect(await backend.connections()).toBeLessThanOrEqual(3 * queueNames.length + 2)
    await stopService(service)
    await until("no connection", async () => (await backend.connections()) === 0)
  })

  it("ADR 0005: a process in worker mode `server` adds and runs nothing, with at most two connections", async () => {
    const service = await startService(backend.options(), { mode: "server" })
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => service.add("test.award", { order_id: `order_${index}` })),
    )
    await service.add("test.mail", { mail_id: "mail_1" })
    expect(await countsOf(service, "awards")).toMatchObject({ waiting: 10 })
    expect(await backend.connections()).toBeLessThanOrEqual(2)
    const health = await service.health()
    expect(health.workers_running).toBe(false)
    expect(health.message).toContain("Start another process in mode `worker` or `shared`")
    expect(runs).toEqual([])
  })

  it("M22: recovers when its connections are cut, and loses no job", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_before" })
    await until("the first run", () => runs.length === 1)
    await backend.cut()
    await until("a job to be taken", async () => {
      return service.add("test.award", { order_id: "order_after" }).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: "queue_unavailable" })
          return false
        },
      )
    })
    await until("the run after the cut", () => runsOf("order_after").length > 0)
    await until("running workers", async () => (await service.health()).workers_running)
  })
}
