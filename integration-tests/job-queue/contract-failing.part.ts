import { backendQueueName } from "../../src/modules/job_queue/timing"
import type { TestBackend } from "./backends"
import { countsOf, createService, logged, startService, until } from "./harness"
import { faults, runs } from "./jobs"

/** What fails is tried again, then dead, visible and revived; what may not be kept is refused. */
export function failingCases(backend: TestBackend): void {
  it("ADR 0005: tries a failed job again, with backoff, until it succeeds", async () => {
    const service = await startService(backend.options())
    await service.add("test.flaky", { order_id: "order_1" })
    await until("three runs", () => runs.length === 3)
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    await until("an empty queue", async () => (await countsOf(service, "awards"))?.active === 0)
    expect(await service.dead()).toEqual([])
  })

  it("R68: the lag of a queue is the age of its oldest waiting job", async () => {
    const service = createService(backend.options(), { mode: "server" })
    const lags = async () =>
      (await service.readGauges()).filter(({ gauge }) => gauge === "clientele.queue.lag").map(({ value }) => value)
    expect(await lags()).toEqual([0, 0, 0, 0])
    await service.add("test.flaky", { order_id: "order_1" })
    await until("an older job", async () => Math.max(...(await lags())) > 0.2)
    const first = Math.max(...(await lags()))
    await service.add("test.flaky", { order_id: "order_2" })
    expect(Math.max(...(await lags()))).toBeGreaterThanOrEqual(first)
  })

  it("ADR 0005: a job that fails at every run is dead and visible, and retry() runs it again", async () => {
    const service = await startService(backend.options())
    const { job_id } = await service.add("test.broken", { order_id: "order_1" })
    await until("the job to be dead", async () => (await service.dead()).length === 1)
    const dead = { job_id, queue: "awards", name: "test.broken", payload: { order_id: "order_1" }, attempts: 3 }
    expect(await service.dead("awards")).toEqual([
      { ...dead, failed_reason: "the award service is on fire", at: expect.any(Date) },
    ])
    expect(await service.dead("mail")).toEqual([])
    expect((await service.health()).message).toMatch(/^Dead jobs: 1\./)
    const deadJobs = { gauge: "clientele.queue.dead", value: 1, attributes: { queue: "awards" } }
    expect(await service.readGauges()).toContainEqual(deadJobs)
    expect(logged.join("\n")).toContain(`test.broken ${job_id} is dead: the award service is on fire`)

    faults.broken = ""
    // Guard: the `catch` in retryDead (M74).
    const retries = await Promise.allSettled(Array.from({ length: 5 }, () => service.retry(job_id)))
    expect(retries.filter(({ status }) => status === "fulfilled")).toEqual([{ status: "fulfilled", value: { job_id } }])
    expect(retries.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []))).toEqual(
      Array(4).fill("not_found"),
    )
    await until("the run after retry()", () => runs.length === 4)
    expect(runs[3]).toMatchObject({ id: "order_1", attempt: 1, job_id })
    expect(await service.dead()).toEqual([])
    await expect(service.retry(job_id)).rejects.toMatchObject({ code: "not_found" })
  })

  it("M33: the error of a failed run is kept and shown without addresses, codes, tokens and passwords", async () => {
    faults.broken = `mail to eve@example.com refused, code 493817, redis://:hunter2@host, ${"k3y".repeat(12)}`
    const service = await startService(backend.options())
    await service.add("test.broken", { order_id: "order_1" })
    await until("the job to be dead", async () => (await service.dead()).length === 1)
    const [dead] = await service.dead()
    expect(dead?.failed_reason).toBe("mail to <email> refused, code <number>, redis://host, <secret>")
    expect(await backend.dump()).not.toMatch(/eve@|493817|hunter2|k3yk3y/)
    expect(logged.join("\n")).not.toMatch(/eve@|493817|hunter2|k3yk3y/)
  })

  it("ADR 0005: a payload that does not fit, or could hold more than ids, is refused and not repeated", async () => {
    const service = createService(backend.options(), { mode: "server" })
    for (const payload of [
      {},
      { order_id: 7 },
      { order_id: "eve@example.com" },
      { order_id: "order_1", token: "secret-token" },
      { order_id: "order 1" },
      { order_id: "x".repeat(129) },
    ]) {
      const adding = service.add("test.award", payload as { order_id: string })
      await expect(adding).rejects.toMatchObject({ code: "invalid_request" })
      await expect(adding).rejects.not.toThrow(/eve@|secret-token/)
    }
    await expect(service.add("test.removed", { order_id: "order_1" })).rejects.toMatchObject({
      code: "invalid_request",
    })
    expect(await countsOf(service, "awards")).toMatchObject({ waiting: 0 })
  })

  it("ADR 0005: a job that this version does not know fails visibly", async () => {
    const service = await startService(backend.options())
    const raw = service as unknown as { add(name: string, payload: object): Promise<{ job_id: string }> }
    const key = Symbol.for("medusa-plugin-clientele.jobs")
    const registry = (globalThis as unknown as Record<symbol, Map<string, object>>)[key]
    const known = registry?.get("test.broken")
    registry?.set("test.removed", { ...known, name: "test.removed" })
    const { job_id } = await raw.add("test.removed", { order_id: "order_1" })
    registry?.delete("test.removed")
    await until("the job to be dead", async () => (await service.dead()).length === 1)
    const [dead] = await service.dead()
    expect(dead).toMatchObject({ job_id, name: "test.removed", payload: { order_id: "order_1" } })
    expect(dead?.failed_reason).toContain("does not know the job test.removed")
    expect(backendQueueName("awards")).toBe("clientele-awards")
  })
}
