import { setTimeout as delay } from "node:timers/promises"
import { createMedusaContainer } from "@medusajs/framework/utils"
import type { QueueCounts, QueueName } from "../../src/modules/job_queue"
import { JobQueueModuleService } from "../../src/modules/job_queue"
import type { Timing } from "../../src/modules/job_queue/timing"
import { testTiming } from "./timing"

const DEADLINE_MS = 30_000

/** Waits until `condition` holds. The deadline is generous: it ends a hung test, and measures nothing. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${DEADLINE_MS} ms for: ${what}`)
    await delay(20)
  }
}

/** A promise that the test resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const services: JobQueueModuleService[] = []

/** What the services logged since the last `closeServices`. */
export const logged: string[] = []

const log = (message: string) => {
  logged.push(message)
}

/** A service as Medusa makes one. `worker` is what handlers see as `worker_name`. */
export function createService(
  options: Record<string, unknown>,
  {
    worker = "worker",
    mode = "shared",
    timing = {},
  }: { worker?: string; mode?: "shared" | "worker" | "server"; timing?: Partial<Timing> } = {},
): JobQueueModuleService {
  const container = createMedusaContainer()
  container.register({ worker_name: { resolve: () => worker } })
  const service = new JobQueueModuleService(
    { logger: { info: log, warn: log, error: log } },
    options,
    { worker_mode: mode },
    { timing: { ...testTiming, ...timing }, container },
  )
  services.push(service)
  return service
}

/** A service whose workers run. */
export async function startService(...args: Parameters<typeof createService>): Promise<JobQueueModuleService> {
  const service = createService(...args)
  await service.__hooks.onApplicationStart()
  return service
}

/** Stops a service as Medusa does. */
export async function stopService(service: JobQueueModuleService): Promise<void> {
  await service.__hooks.onApplicationPrepareShutdown()
  await service.__hooks.onApplicationShutdown()
}

/** Stops every service that a test made. */
export async function closeServices(): Promise<void> {
  await Promise.all(services.splice(0).map(stopService))
  logged.length = 0
}

/** What health says of one queue; undefined where the backend is not reachable. */
export async function countsOf(service: JobQueueModuleService, queue: QueueName): Promise<QueueCounts | undefined> {
  const { queues } = await service.health()
  return queues.find(({ name }) => name === queue)
}
