import { fork } from "node:child_process"
import path from "node:path"
import type { TestBackend } from "./backends"
import { startService, until } from "./harness"
import { runs } from "./jobs"

/** Starts a worker process, waits until it is in the middle of a job, and kills it. */
async function killInJob(options: Record<string, unknown>): Promise<void> {
  const child = fork(path.join(__dirname, "worker-process.ts"), {
    execArgv: ["-r", "ts-node/register/transpile-only"],
    env: { ...process.env, QUEUE_OPTIONS: JSON.stringify(options) },
  })
  const ended = new Promise((resolve) => child.once("exit", resolve))
  let started = false
  child.on("message", () => {
    started = true
  })
  try {
    await until("a job to start in the worker process", () => {
      if (child.exitCode !== null) throw new Error(`the worker process ended with ${child.exitCode}`)
      return started
    })
  } finally {
    child.kill("SIGKILL")
    await ended
  }
}

/** Workers die in the middle of a job. */
export function stalledCases(backend: TestBackend): void {
  it("M19: a job whose worker was killed is run again by another", async () => {
    const adding = await startService(backend.options(), { mode: "server" })
    await adding.add("test.award", { order_id: "order_1" })
    await killInJob(backend.options())
    expect(runs).toEqual([])
    await startService(backend.options(), { worker: "second" })
    await until("the run by another worker", () => runs.length > 0)
    expect(runs).toMatchObject([{ id: "order_1", worker: "second" }])
    expect(await adding.dead()).toEqual([])
  })

  it("M20: a job that killed two workers is dead and visible, and retry() revives it", async () => {
    const adding = await startService(backend.options(), { mode: "server" })
    await adding.add("test.award", { order_id: "order_1" })
    await killInJob(backend.options())
    await killInJob(backend.options())
    await startService(backend.options())
    await until("the job to be dead", async () => (await adding.dead()).length === 1)
    expect(runs).toEqual([])
    const [dead] = await adding.dead()
    expect(dead).toMatchObject({ name: "test.award", payload: { order_id: "order_1" } })
    expect(dead?.failed_reason).toContain("stalled")
    await adding.retry(dead?.job_id ?? "")
    await until("the run after retry()", () => runs.length === 1)
    expect(await adding.dead()).toEqual([])
  })
}
