import type { TestBackend } from "./backends"
import { countsOf, gate, logged, startService, stopService, until } from "./harness"
import { gates, runs, runsOf } from "./jobs"

/** Jobs run, once for each `add`, side by side. */
export function runningCases(name: string, backend: TestBackend): void {
  it("ADR 0005: runs an added job once, with its payload, and keeps nothing of it", async () => {
    const service = await startService(backend.options())
    const { job_id } = await service.add("test.award", { order_id: "order_1", cause: "order.placed" })
    await until("the run", () => runs.length > 0)
    await until("an empty queue", async () => (await countsOf(service, "awards"))?.active === 0)
    expect(runs).toEqual([{ name: "test.award", id: "order_1", worker: "worker", attempt: 1, job_id }])
    expect(job_id).toMatch(/^awards-./)
    expect(await countsOf(service, "awards")).toEqual({ name: "awards", waiting: 0, active: 0, delayed: 0, dead: 0 })
    expect(await service.health()).toMatchObject({
      backend: name,
      reachable: true,
      workers_running: true,
      message: "The queue works.",
    })
  })

  it("ADR 0005: a start does not wait for the workers, and a stop before they begin keeps them from starting", async () => {
    const service = await startService(backend.options(), { timing: { startMs: 100 } })
    const stopped = await startService(backend.options(), { timing: { startMs: 100 } })
    expect((await service.health()).workers_running).toBe(false)
    await stopService(stopped)
    await until("running workers", async () => (await service.health()).workers_running)
    expect(logged.filter((line) => line.includes("workers run"))).toHaveLength(1)
  })

  it("ADR 0005: adding a job twice makes two runs, so a handler must be idempotent", async () => {
    const service = await startService(backend.options())
    const added = [
      await service.add("test.award", { order_id: "order_1" }),
      await service.add("test.award", { order_id: "order_1" }),
    ]
    expect(added[0]?.job_id).not.toBe(added[1]?.job_id)
    await until("two runs", () => runsOf("order_1").length === 2)
  })

  it("ADR 0005: a delayed job waits, and later ones pass it", async () => {
    const service = await startService(backend.options())
    await service.add("test.award", { order_id: "order_late" }, { delayMs: 1500 })
    await service.add("test.award", { order_id: "order_soon" })
    await until("both runs", () => runs.length === 2)
    expect(runs.map(({ id }) => id)).toEqual(["order_soon", "order_late"])
  })

  it("M23: hanging mails delay no award", async () => {
    const hanging = gate()
    gates.mail = hanging.opened
    const service = await startService(backend.options())
    for (let index = 0; index < 10; index++) await service.add("test.mail", { mail_id: `mail_${index}` })
    await until("mails to hang", () => runs.length > 0)
    await service.add("test.award", { order_id: "order_1" })
    await until("the award", () => runsOf("order_1").length === 1)
    expect((await countsOf(service, "mail"))?.waiting).toBeGreaterThan(0)
    hanging.open()
  })

  it("R68: two workers share the jobs, each of which runs once", async () => {
    const held = gate()
    gates.award = held.opened
    const first = await startService(backend.options(), { worker: "first" })
    await startService(backend.options(), { worker: "second", mode: "worker" })
    for (let index = 0; index < 30; index++) await first.add("test.award", { order_id: `order_${index}` })
    await until("both workers to be full", async () => (await countsOf(first, "awards"))?.active === 10)
    held.open()
    await until("all runs", () => runs.length >= 30)
    expect(new Set(runs.map(({ id }) => id)).size).toBe(30)
    expect(new Set(runs.map(({ worker }) => worker))).toEqual(new Set(["first", "second"]))
    expect(runs).toHaveLength(30)
  })
}
