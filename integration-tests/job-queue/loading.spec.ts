import { JobQueueModuleService } from "../../src/modules/job_queue"

let loaded = false
jest.mock("bullmq", () => {
  loaded = true
  return jest.requireActual("bullmq")
})

const log = () => undefined
const logger = { info: log, warn: log, error: log }
const unreachable = [
  ["postgres", { database: { clientUrl: "postgres://127.0.0.1:1/none" } }],
  ["redis", { redisUrl: "redis://127.0.0.1:1" }],
] as const

it.each(unreachable)(
  "ADR 0005: BullMQ is loaded when the queue is used, not when the store starts (%s)",
  async (_, options) => {
    jest.resetModules()
    loaded = false
    const service = new JobQueueModuleService({ logger }, options, {}, { timing: { startMs: 60_000 } })
    await service.__hooks.onApplicationStart()
    expect(loaded).toBe(false)
    expect(await service.health()).toMatchObject({ reachable: false, workers_running: false })
    expect(loaded).toBe(true)
    await service.close()
  },
)
