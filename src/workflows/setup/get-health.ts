import type { MedusaContainer } from "@medusajs/framework/types"
import { isAhead } from "../../kernel/watermark"
import { JOB_QUEUE_MODULE, type JobQueueModuleService, type QueueHealth } from "../../modules/job_queue"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { type Disagreement, POINTS_MODULE, type PointsModuleService, type Refusal } from "../../modules/points"
import { getReadiness } from "../shared/redemption/readiness"
import { listSetupSteps, type SetupStep } from "./list-setup-steps"

export type LoyaltyHealth = {
  /** Whether no problem was found. */
  healthy: boolean
  /** Whether points can be redeemed. Without the decorations no hold is placed (ADR 0001). */
  redemption: { bound: boolean; message: string }
  /** Orders whose discount and deduction disagree, as the last sweeps found them (contract R34, R47). */
  agreement: { disagreements: Disagreement[]; message: string }
  /**
   * Completions of the last day that were refused because of their points (contract R47). A shopper can cause them, so
   * they need a check, but do not make the programme unhealthy.
   */
  refused: { completions: Refusal[]; message: string }
  sweep: { reached_at: Date; late: boolean; ahead: boolean; failed_orders: string[]; message: string }
  /** Codes of the last hour whose mails were not sent. */
  mail: { unsent: number; message: string }
  queue: QueueHealth
  /** The missing steps of the setup. Without them the programme cannot work. */
  setup: { complete: boolean; missing: SetupStep[]; message: string }
}

/** The sweep runs every five minutes. Three missed runs are a problem. */
const LATE_MS = 15 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000
const MOST = 100

/** The health of the programme for an operator, with a fix for each problem. */
export async function getHealth(container: MedusaContainer): Promise<LoyaltyHealth> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const queue = await container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE).health()
  const { bound, problem } = getReadiness()
  const watermark = await points.getWatermark()
  const { reached_at: reachedAt, now } = watermark
  const unsent = await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).countUnsent()
  const late = now.getTime() - reachedAt.getTime() > LATE_MS
  const ahead = isAhead(watermark)
  const failed = (await points.listFailures(MOST)).map(({ order_id }) => order_id)
  const disagreements = await points.listDisagreements(MOST)
  const setup = await listSetupSteps(container)
  const refused = await points.listRefusals(new Date(points.clock().getTime() - DAY_MS), MOST)
  return {
    healthy:
      bound &&
      !late &&
      !ahead &&
      failed.length === 0 &&
      disagreements.length === 0 &&
      unsent === 0 &&
      canMail(setup) &&
      queue.reachable &&
      queue.queues.every(({ dead }) => dead === 0),
    redemption: {
      bound,
      message: bound
        ? "Points can be redeemed."
        : `Points cannot be redeemed, because the plugin could not decorate the store's modules (${problem ?? "not started"}).`,
    },
    agreement: {
      disagreements,
      message:
        disagreements.length === 0
          ? "Every order's discount agrees with its deduction."
          : "Some orders' discounts differ from their deductions. `clientele reconcile --repair` voids orphans; see docs/operations.md.",
    },
    refused: {
      completions: refused,
      message:
        refused.length === 0
          ? "No completion was refused because of its points."
          : "Completions were refused because the points of their carts were gone. Check that each payment was refunded.",
    },
    sweep: {
      reached_at: reachedAt,
      late,
      ahead,
      failed_orders: failed,
      message: sweepMessage({ late, ahead }),
    },
    mail: {
      unsent,
      message:
        unsent === 0
          ? "No mail with a code is stuck."
          : "Codes are not mailed. Register an email provider for Medusa's notification channel `email`, and read the log.",
    },
    queue,
    setup: setupOf(setup),
  }
}

function setupOf(steps: readonly SetupStep[]): LoyaltyHealth["setup"] {
  const missing = steps.filter(({ done }) => !done)
  const names = missing.map(({ step }) => step).join(", ")
  return {
    complete: missing.length === 0,
    missing,
    message:
      missing.length === 0 ? "Everything is set up." : `To set up: ${names}. \`npx clientele doctor\` shows how.`,
  }
}

/** A programme that is on and cannot mail codes fails for the first shopper who redeems. */
function canMail(setup: readonly SetupStep[]): boolean {
  const done = (name: SetupStep["step"]) => setup.some(({ step, done }) => step === name && done)
  return done("email_provider") || !done("programme")
}

function sweepMessage({ late, ahead }: { late: boolean; ahead: boolean }): string {
  if (ahead) {
    return "The sweep's watermark is ahead of the database's clock. The next sweep checks the last week and repairs it."
  }
  return late
    ? "The sweep has not finished for 15 minutes. Start a process in worker mode `worker` or `shared`."
    : "The sweep is up to date."
}
