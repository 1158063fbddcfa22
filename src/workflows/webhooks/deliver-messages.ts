import type { MedusaContainer } from "@medusajs/framework/types"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../modules/job_queue"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { tellDisabled } from "./tell-disabled"

/** After so long the other endpoints' jobs come first. */
const ROUND_MS = 10_000

/** What is due later is left to the sweep. */
const SOON_MS = 60_000

/** What this process does for the endpoints of one application. */
type Work = {
  /** Endpoints that are sent to, and whether they were asked for again meanwhile. */
  running: Map<string, boolean>
  /** When the next job of an endpoint is due, by `performance.now()`. */
  awaited: Map<string, number>
}

// By the queue of the application: there can be several in one process.
const works = new WeakMap<object, Work>()

function workOf(queue: JobQueueModuleService): Work {
  const work = works.get(queue) ?? { running: new Map<string, boolean>(), awaited: new Map<string, number>() }
  works.set(queue, work)
  return work
}

/**
 * Sends an endpoint all that is due, in this process by one call at a time: a slow receiver never takes more than one of the queue's
 * places. A call that finds another one leaves its work to that.
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

/** @returns whether the round was over before all was sent */
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

/** One job for the next attempt that comes before the sweep does. Of one process and endpoint there is no second one. */
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
