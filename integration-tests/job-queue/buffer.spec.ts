import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, createMedusaContainer, Modules } from "@medusajs/framework/utils"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../src/modules/job_queue"
import { settleSoon } from "../../src/workflows/points/settle-soon"
import { projectSoon } from "../../src/workflows/projection/project-soon"
import { createBuffer } from "../../src/workflows/shared/jobs/buffer"
import { postgresBackend } from "./backends"
import { freshBackend } from "./fresh-backend"
import { countsOf, createService, gate, startService, stopService, until } from "./harness"
import { gates, runs } from "./jobs"
// The jobs register themselves.
import "../../src/workflows/projection/projection-jobs"
import "../../src/workflows/points/settle-jobs"

// What callers of the queue put off for a moment, and a process that is told to stop does at once.

/** Longer than any test: such a window is closed by a stop only. */
const FOREVER_MS = 600_000

const backend = postgresBackend()

freshBackend(backend)

/** Does not run jobs, and connects when it first takes one. */
const idle = () => createService(backend.options(), { mode: "server" })

function containerOf(queue: JobQueueModuleService, services: Record<string, unknown> = {}): MedusaContainer {
  const container = createMedusaContainer()
  const silent = { debug: () => undefined, warn: () => undefined }
  const all = { [JOB_QUEUE_MODULE]: queue, [ContainerRegistrationKeys.LOGGER]: silent, ...services }
  for (const [name, service] of Object.entries(all)) container.register({ [name]: { resolve: () => service } })
  return container
}

/** Buffers words and keeps what each flush is given. */
function words(
  wait: number | { quietMs: number; atMostMs: number },
  during: () => Promise<void> = async () => undefined,
) {
  const flushed: string[][] = []
  const add = createBuffer<string>({
    ...(typeof wait === "number" ? { quietMs: wait } : wait),
    key: (word) => word.toLowerCase(),
    flush: async (_container, items) => {
      await during()
      flushed.push(items)
    },
  })
  return { add, flushed }
}

it("ADR 0005: equal items of one window are flushed once, and a later item begins a new window", async () => {
  const container = containerOf(idle())
  const { add, flushed } = words(30)
  for (const word of ["a", "b", "A"]) add(container, word)
  await until("the first flush", () => flushed.length === 1)
  add(container, "a")
  await until("the second flush", () => flushed.length === 2)
  expect(flushed).toEqual([["a", "b"], ["a"]])
})

describe("with a fake clock", () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  // Guards: `timer.refresh()` of `createBuffer`, and the condition before it.
  it("ADR 0005: a flush waits while new items arrive, but not longer than its maximum", async () => {
    const container = containerOf(idle())
    const { add, flushed } = words({ quietMs: 100, atMostMs: 500 })
    const addEach = async (...all: string[]) => {
      for (const word of all) {
        add(container, word)
        await jest.advanceTimersByTimeAsync(60)
      }
    }
    await addEach("a", "b", "c")
    expect(flushed).toEqual([])
    await jest.advanceTimersByTimeAsync(40)
    expect(flushed).toEqual([["a", "b", "c"]])
    await addEach("d", "e", "f", "g", "h", "i", "j", "k", "l")
    expect(flushed).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f", "g", "h", "i", "j", "k"],
    ])
  })
})

// Guard: `beforeStopping` of the job queue, and that `createBuffer` calls it.
it("M21: a stop flushes its own application's buffers at once", async () => {
  const [stopping, staying] = [idle(), idle()]
  const { add, flushed } = words(FOREVER_MS)
  add(containerOf(stopping), "stopping")
  add(containerOf(staying), "staying")
  await stopService(stopping)
  expect(flushed).toEqual([["stopping"]])
  await stopService(staying)
  expect(flushed).toEqual([["stopping"], ["staying"]])
})

// Guard: `createBuffer` lets go of `beforeStopping` after its flush, not before it.
it("M21: a stop waits for running work, however often it is called", async () => {
  const service = idle()
  const hanging = gate()
  let begun = 0
  const { add, flushed } = words(1, async () => {
    begun += 1
    await hanging.opened
  })
  add(containerOf(service), "a")
  await until("the flush", () => begun === 1)
  let stopped = 0
  const stops = [stopService(service), stopService(service)].map((stop) => stop.then(() => ++stopped))
  await sleep(50)
  expect(stopped).toBe(0)
  hanging.open()
  await Promise.all(stops)
  expect(flushed).toEqual([["a"]])
  expect(begun).toBe(1)
})

// Guards: the `catch` and the deadline of the service's `#doBeforeStopping`.
it("M21: buffered work that fails or hangs keeps no active job from its end", async () => {
  const hanging = gate()
  gates.award = hanging.opened
  const service = await startService(backend.options(), { timing: { answerMs: 500 } })
  const forget = [
    service.beforeStopping(() => Promise.reject(new Error("broken"))),
    service.beforeStopping(() => new Promise(() => undefined)),
  ]
  const adder = idle()
  await adder.add("test.award", { order_id: "order_1" })
  await until("an active job", async () => (await countsOf(adder, "awards"))?.active === 1)
  const stopping = service.__hooks.onApplicationPrepareShutdown()
  await sleep(50)
  hanging.open()
  await stopping
  for (const one of forget) one()
  expect(runs).toHaveLength(1)
})

// Guard: `#stopping` of `Workers`. Who presses Ctrl-C under npm sends two signals, and Medusa's second stop ends the process.
it("M21: a second stop waits for active jobs as the first one does", async () => {
  const hanging = gate()
  gates.award = hanging.opened
  const service = await startService(backend.options())
  await service.add("test.award", { order_id: "order_1" })
  await until("the active job", async () => (await countsOf(service, "awards"))?.active === 1)
  const first = stopService(service)
  let stopped = false
  const second = stopService(service).then(() => {
    stopped = true
  })
  await sleep(300)
  expect(stopped).toBe(false)
  hanging.open()
  await Promise.all([first, second])
  expect(runs).toHaveLength(1)
})

type Found = { id: string; payment_collection: { order: { id: string } | null } }

/**
 * The award jobs that come of events within one moment. `graph` stands for Medusa's query of payments; what an order waits for
 * cannot be told here.
 */
async function jobsOf(
  events: Parameters<typeof settleSoon>[1][],
  graph: () => Promise<{ data: Found[] }>,
): Promise<string[]> {
  const service = idle()
  const container = containerOf(service, { [ContainerRegistrationKeys.QUERY]: { graph } })
  for (const event of events) settleSoon(container, event)
  await stopService(service)
  const jobs = JSON.parse(await backend.dump()) as { to_jsonb: { name: string; data: Record<string, string> } }[]
  return jobs
    .map(({ to_jsonb: { name, data } }) => [name, data["order_id"] ?? data["payment_id"], data["cause"]].join(" "))
    .sort()
}

const placed = (order_id: string) => ({ order_id, cause: "order.placed" })
const completed = (order_id: string) => ({ order_id, cause: "order.completed" })
const captured = (payment_id: string) => ({ payment_id, cause: "payment.captured" })
const payments = (found: Record<string, string | null>) => async () => ({
  data: Object.entries(found).map(([id, order]) => ({
    id,
    payment_collection: { order: order === null ? null : { id: order } },
  })),
})

// Guards: `onePerOrder`, `weightOf` and `otherPayments` of `settleSoon`.
it("R32 R34: an order and its payment make one job with the most telling cause, and other payments keep their jobs", async () => {
  const events = [
    placed("order_1"),
    captured("pay_1"),
    completed("order_1"),
    { order_id: "order_1", cause: "order.updated" },
    placed("order_3"),
    captured("pay_2"),
    captured("pay_early"),
    captured("pay_unknown"),
    placed("order_4"),
    { order_id: "order_4", cause: "order.canceled" },
  ]
  const jobs = await jobsOf(events, payments({ pay_1: "order_1", pay_2: "order_2", pay_early: null }))
  expect(jobs).toEqual([
    "points.settle_order order_1 order.completed",
    "points.settle_order order_3 order.placed",
    "points.settle_order order_4 order.canceled",
    "points.settle_payment pay_2 payment.captured",
    "points.settle_payment pay_early payment.captured",
    "points.settle_payment pay_unknown payment.captured",
  ])
})

// Guards: the `catch` of `otherPayments`, and that of `isLeftToPayment`.
it("R32: if the query of payments fails, orders and payments keep their own jobs", async () => {
  const jobs = await jobsOf([captured("pay_1"), placed("order_1")], () => Promise.reject(new Error("no database")))
  expect(jobs).toEqual(["points.settle_order order_1 order.placed", "points.settle_payment pay_1 payment.captured"])
})

// Guard: `settleSoon` queues orders beside its look at payments, not after it.
it("R32: the job of an order does not wait for the query of payments", async () => {
  const hanging = gate()
  const look = jobsOf([captured("pay_1"), completed("order_1")], async () => {
    await hanging.opened
    return payments({ pay_1: "order_1" })()
  })
  const awards = idle()
  await until("the order's job", async () => (await countsOf(awards, "awards"))?.waiting === 1)
  hanging.open()
  expect(await look).toEqual(["points.settle_order order_1 order.completed"])
})

// Guard: the deadline of `lookUp`.
it("R32: a look-up that hangs keeps no job from its queue", async () => {
  const service = idle()
  const graph = () => new Promise(() => undefined)
  const container = containerOf(service, { [ContainerRegistrationKeys.QUERY]: { graph }, [Modules.PAYMENT]: {} })
  for (const event of [captured("pay_1"), placed("order_1")]) settleSoon(container, event)
  await until("both jobs", async () => (await countsOf(service, "awards"))?.waiting === 2)
})

// Guard: the steps of `projectSoon`.
it("R12: orders whose figures change at the same time are read together, twenty per job", async () => {
  const service = idle()
  const container = containerOf(service)
  const ids = Array.from({ length: 45 }, (_, index) => `order_${index}`)
  for (const order_id of [...ids, ...ids]) projectSoon(container, { order_id })
  await stopService(service)
  const jobs = JSON.parse(await backend.dump()) as { to_jsonb: { data: { order_ids: string[] } } }[]
  const together = jobs.map(({ to_jsonb: { data } }) => data.order_ids)
  expect(together.map(({ length }) => length).sort()).toEqual([20, 20, 5])
  expect(together.flat().sort()).toEqual([...ids].sort())
})
