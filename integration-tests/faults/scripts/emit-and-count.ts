import { setTimeout as sleep } from "node:timers/promises"
import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../src/modules/job_queue"

export type Message = { name: string; data: Record<string, string> }

const DEADLINE_MS = 60_000

/** Longer than events are buffered. */
const QUIET_MS = 1000

/**
 * Emits events and waits until the plugin's subscribers have queued the award jobs for them. It begins when no job has been
 * queued for a moment, so that it does not count jobs that the running store queues on its own.
 * @param prepare runs directly before, and returns the events to emit
 * @returns the number of queued jobs
 */
export async function emitAndCount(container: MedusaContainer, prepare: () => Promise<Message[]>): Promise<number> {
  const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
  const add = queue.add
  let queued = 0
  let last = Date.now()
  queue.add = async (...job) => {
    const added = await add.apply(queue, job)
    if (job[0].startsWith("points.")) {
      queued += 1
      last = Date.now()
    }
    return added
  }
  const end = Date.now() + DEADLINE_MS
  const untilQuiet = async (atLeast: number) => {
    while ((queued < atLeast || Date.now() - last < QUIET_MS) && Date.now() < end) await sleep(50)
  }
  try {
    await untilQuiet(0)
    const before = queued
    await container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).emit(await prepare())
    await untilQuiet(before + 1)
    return queued - before
  } finally {
    queue.add = add
  }
}
