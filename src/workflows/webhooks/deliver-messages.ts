import type { MedusaContainer } from "@medusajs/framework/types"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../modules/job_queue"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { tellDisabled } from "./tell-disabled"

/** Time after which other endpoints' jobs get their turn. */
const ROUND_MS = 10_000

/** Deliveries that are due later are left to the sweep. */
const SOON_MS = 60_000

/** The state of this process for the endpoints of one application. */
type Work = {
  /** Endpoints with a running call, and whether another call came meanwhile. */
  running: Map<string, boolean>
  /** The time of an endpoint's next job, as `performance.now()`. */
  awaited: Map<string, number>
}

// Keyed by the application's queue, because a process can have several applications.
const works = new WeakMap<object, Work>()

function workOf(queue: JobQueueModuleService): Work {
  const work = works.get(queue) ?? { running: new Map<string, boolean>(), awaited: new Map<string, number>() }
  works.set(queue, work)
  return work
}

/**
 * Sends all due deliveries of an endpoint, by one call at a time in this process, so that a slow receiver never takes more
 * than one of the queue's slots. A call that finds a running one leaves its work to that.
 */
export async function deliverMessages(container: MedusaContainer, endpointId: string): Promise<void> {
  const { running } = workOf(container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE))
  if (running.has(endpointId)) {
    running.set(endpointId, true)
    return
  }
  running.set(endpointId, false)
  let isRoundOver = false
  try {
    const until = performance.now() + ROUND_MS
    const isOver = () => performance.now() >= until
    do {
      running.set(endpointId, false)
      isRoundOver = await sendAll(container, endpointId, isOver)
    } while (!isRoundOver && running.get(endpointId))
  } finally {
    running.delete(endpointId)
  }
  await (isRoundOver
    ? enqueueJob(container, "webhooks.deliver", { endpoint_id: endpointId })
    : awaitNext(container, endpointId))
}

/** @returns whether the round ended before all was sent */
async function sendAll(container: MedusaContainer, endpointId: string, isOver: () => boolean): Promise<boolean> {
  const webhooks = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  for (;;) {
    const { sent, disabled } = await webhooks.deliverDue(endpointId)
    if (disabled) {
      await tellDisabled(container)
    }
    if (sent === 0) {
      return false
    }
    if (isOver()) {
      return true
    }
  }
}

/** Adds a job for the next attempt, if it is due before the next sweep. A process has at most one for each endpoint. */
async function awaitNext(container: MedusaContainer, endpointId: string): Promise<void> {
  const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
  const ms = await container.resolve<WebhookModuleService>(WEBHOOK_MODULE).nextDueIn(endpointId)
  if (ms === null || ms >= SOON_MS) {
    return
  }
  const { awaited } = workOf(queue)
  const at = performance.now() + Math.max(0, ms)
  const known = awaited.get(endpointId) ?? 0
  if (known > performance.now() && known <= at + 1000) {
    return
  }
  awaited.set(endpointId, at)
  await enqueueJob(container, "webhooks.deliver", { endpoint_id: endpointId }, { delayMs: Math.ceil(Math.max(0, ms)) })
}
