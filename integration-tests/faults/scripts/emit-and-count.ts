import { setTimeout as sleep } from "node:timers/promises"
import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../src/modules/job_queue"

export type Message = { name: string; data: Record<string, string> }

const DEADLINE_MS = 60_000

/** Longer than events are gathered. */
const QUIET_MS = 1000

/**
 * Emits events and waits until the plugin's subscribers have queued the award's jobs that come of them, as the process ends
 * right after.
 * @returns how many were queued
 */
export async function emitAndCount(container: MedusaContainer, messages: Message[]): Promise<number> {
  const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
  const add = queue.add.bind(queue)
  let queued = 0
  let last = Date.now()
  queue.add = async (...job) => {
    const added = await add(...job)
    if (job[0].startsWith("points.")) {
      queued += 1
      last = Date.now()
    }
    return added
  }
  await container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).emit(messages)
  const end = Date.now() + DEADLINE_MS
  while ((queued === 0 || Date.now() - last < QUIET_MS) && Date.now() < end) await sleep(50)
  return queued
}
