import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type DeadJob, JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../modules/job_queue"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { isConfigured } from "../../providers/outbox/file"
import { getHealth, type LoyaltyHealth } from "./get-health"
import type { SetupStep } from "./list-setup-steps"
import { listSetupSteps } from "./list-setup-steps"

/** The code of the finding, which clients can translate. docs/operations.md has the fix for each code. */
export type FindingCode =
  | "not_bound"
  | "no_currency"
  | "no_email_provider"
  | "no_code_secret"
  | "outbox_keeps_mails"
  | "queue_unreachable"
  | "queue_polling"
  | "no_workers"
  | "dead_jobs"
  | "sweep_late"
  | "clock_ahead"
  | "failed_orders"
  | "disagreeing_orders"
  | "refused_completions"
  | "unsent_codes"

export type Finding = {
  code: FindingCode
  /** `error`: points are not earned or redeemed correctly. `warning`: needs a check. `hint`: normal in development. */
  level: "error" | "warning" | "hint"
  /** The number of affected orders, jobs, checkouts or codes. */
  count: number
  /** The affected orders, at most 20, with their order numbers. */
  orders: { id: string; display_id: number | null }[]
}

export type ClienteleHealth = {
  /** Whether no finding is an error. */
  healthy: boolean
  /** The worst first. */
  findings: Finding[]
  steps: SetupStep[]
  /** The last steps: an order has earned points, and points were redeemed. */
  first: { earned: boolean; redeemed: boolean }
  queue: { backend: string; reachable: boolean; waiting: number; active: number; delayed: number; dead: number }
  /** The newest dead jobs, at most 100 of each queue. */
  dead_jobs: DeadJob[]
}

const MOST_ORDERS = 20

/** The worst findings come first. */
const LEVELS: readonly Finding["level"][] = ["error", "warning", "hint"]

/** The plugin's health and set-up for the dashboard (contract R66). Reads only. */
export async function getClienteleHealth(container: MedusaContainer): Promise<ClienteleHealth> {
  const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
  const [health, steps, first] = await Promise.all([
    getHealth(container),
    listSetupSteps(container),
    container.resolve<PointsModuleService>(POINTS_MODULE).findFirsts(),
  ])
  const dead = health.queue.reachable ? await queue.dead() : []
  const found = [...ofSetup(steps), ...ofQueue(health.queue), ...ofPoints(health)].sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level),
  )
  const numbers = await displayIds(
    container,
    found.flatMap(({ order_ids = [] }) => order_ids),
  )
  const findings = found.map(({ code, level, count = 1, order_ids = [] }) => ({
    code,
    level,
    count,
    orders: order_ids.slice(0, MOST_ORDERS).map((id) => ({ id, display_id: numbers.get(id) ?? null })),
  }))
  const total = (what: "waiting" | "active" | "delayed" | "dead") =>
    health.queue.queues.reduce((sum, one) => sum + one[what], 0)
  return {
    healthy: findings.every(({ level }) => level !== "error"),
    findings,
    steps,
    first,
    queue: {
      backend: health.queue.backend,
      reachable: health.queue.reachable,
      waiting: total("waiting"),
      active: total("active"),
      delayed: total("delayed"),
      dead: total("dead"),
    },
    dead_jobs: dead,
  }
}

type Found = Pick<Finding, "code" | "level"> & { count?: number; order_ids?: string[] }

const when = (isSo: boolean, found: Found): Found[] => (isSo ? [found] : [])

function ofSetup(steps: readonly SetupStep[]): Found[] {
  const lacks = (name: SetupStep["step"]) => steps.some(({ step, done }) => step === name && !done)
  return [
    ...when(lacks("binding"), { code: "not_bound", level: "error" }),
    ...when(lacks("currency"), { code: "no_currency", level: "error" }),
    ...when(lacks("email_provider"), { code: "no_email_provider", level: lacks("programme") ? "warning" : "error" }),
    ...when(lacks("code_secret"), { code: "no_code_secret", level: "warning" }),
    ...when(isConfigured(), { code: "outbox_keeps_mails", level: "hint" }),
  ]
}

function ofQueue({ reachable, notify, workers_running, queues }: LoyaltyHealth["queue"]): Found[] {
  const dead = queues.reduce((sum, one) => sum + one.dead, 0)
  return [
    ...when(!reachable, { code: "queue_unreachable", level: "error" }),
    ...when(notify === "polling", { code: "queue_polling", level: "warning" }),
    ...when(reachable && !workers_running, { code: "no_workers", level: "hint" }),
    ...when(dead > 0, { code: "dead_jobs", level: "warning", count: dead }),
  ]
}

function ofPoints({ sweep, agreement, refused, mail }: LoyaltyHealth): Found[] {
  const orders = (code: FindingCode, order_ids: string[]): Found[] =>
    when(order_ids.length > 0, { code, level: "error", count: order_ids.length, order_ids })
  const refusals = refused.completions.length
  return [
    ...when(sweep.late && !sweep.ahead, { code: "sweep_late", level: "error" }),
    ...when(sweep.ahead, { code: "clock_ahead", level: "error" }),
    ...orders("failed_orders", sweep.failed_orders),
    ...orders("disagreeing_orders", [...new Set(agreement.disagreements.map(({ order_id }) => order_id))]),
    ...when(refusals > 0, { code: "refused_completions", level: "warning", count: refusals }),
    ...when(mail.unsent > 0, { code: "unsent_codes", level: "error", count: mail.unsent }),
  ]
}

async function displayIds(container: MedusaContainer, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) {
    return new Map()
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "display_id"], filters: { id: [...new Set(ids)] } })
  return new Map((data as { id: string; display_id: number }[]).map(({ id, display_id }) => [id, display_id]))
}
