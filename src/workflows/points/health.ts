import type { MedusaContainer } from "@medusajs/framework/types"
import { JOB_QUEUE_MODULE, type JobQueueModuleService, type QueueHealth } from "../../modules/job_queue"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { readBinding } from "../redemption/binding"

export type LoyaltyHealth = {
  /** Whether everything below is as it should be. */
  healthy: boolean
  /** Whether points can be redeemed: without the binding no hold is made (DESIGN D1). */
  redemption: { bound: boolean; message: string }
  sweep: { reached_at: Date; late: boolean; failed_orders: string[]; message: string }
  /** Codes of the last hour that were to be mailed and were not. */
  mail: { unsent: number; message: string }
  queue: QueueHealth
}

/** The sweep runs every five minutes; three missed runs are worth a look. */
const LATE_MS = 15 * 60 * 1000

/** What a person on call wants to know of the programme, with the fix in words where something is wrong. */
export async function readHealth(container: MedusaContainer): Promise<LoyaltyHealth> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const queue = await container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE).health()
  const { bound, problem } = readBinding()
  const reachedAt = await points.getWatermark()
  const unsent = await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).countUnsent()
  const late = points.clock().getTime() - reachedAt.getTime() > LATE_MS
  const failed = (await points.listFailures(100)).map(({ order_id }) => order_id)
  return {
    healthy:
      bound &&
      !late &&
      failed.length === 0 &&
      unsent === 0 &&
      queue.reachable &&
      queue.queues.every(({ dead }) => dead === 0),
    redemption: {
      bound,
      message: bound
        ? "Points can be redeemed."
        : `Points cannot be redeemed: the plugin could not bind to the store's modules (${problem ?? "not started"}).`,
    },
    sweep: {
      reached_at: reachedAt,
      late,
      failed_orders: failed,
      message: late
        ? "The sweep has not finished for 15 minutes: is a process running in worker mode `worker` or `shared`?"
        : "The sweep is up to date.",
    },
    mail: {
      unsent,
      message:
        unsent === 0
          ? "No mail with a code is stuck."
          : "Codes are not mailed: is an email provider registered for Medusa's notification channel `email`? See the log.",
    },
    queue,
  }
}
