import type { MedusaContainer } from "@medusajs/framework/types"
import type { z } from "@medusajs/framework/zod"

/** Key of the module in the container. */
export const JOB_QUEUE_MODULE = "clientele_job_queue"

/** The queues. Each has its own workers, so that a slow queue delays no other queue (ADR 0005, M23). */
export const queueNames = ["awards", "mail", "webhooks", "projections"] as const

export type QueueName = (typeof queueNames)[number]

/**
 * Job name → payload. The file that defines a job adds it by declaration merging:
 *
 * @example
 * declare module "../../modules/job_queue/types" {
 *   interface JobPayloads {
 *     "points.award": { order_id: string }
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface JobPayloads {}

export type JobName = keyof JobPayloads & string

/** The arguments of a handler beside its payload. */
export type JobContext = {
  /** The application's container. */
  container: MedusaContainer
  job_id: string
  /** 1 for the first run. */
  attempt: number
}

/** The definition of a job. A file below `src/workflows` makes it once, at import time. */
export type JobDefinition<Name extends JobName> = {
  name: Name
  queue: QueueName
  /** Attempts before the job is dead, 1 to 20. Default 5. */
  attempts?: number
  /**
   * Milliseconds before the second attempt. The wait doubles with each further attempt and is shortened at random by up to
   * half. Default 2000.
   */
  backoffMs?: number
  /** Strict, and of ids only: see `defineJob`. */
  schema: z.ZodType<JobPayloads[Name]>
  /** Can run more than once for one `add` (M19), even at the same time, so it must be safe to run twice. */
  handler: (payload: JobPayloads[Name], context: JobContext) => Promise<void>
}

export type QueueBackendName = "postgres" | "redis"

/** A job that failed in all its attempts and waits for a retry by an admin user. */
export type DeadJob = {
  job_id: string
  queue: QueueName
  name: string
  payload: Record<string, unknown>
  /** The number of attempts. */
  attempts: number
  /** The error text, without email addresses, passwords in URLs and long random strings. */
  failed_reason: string
  /** The time of the last attempt. */
  at: Date
}

export type QueueCounts = { name: QueueName; waiting: number; active: number; delayed: number; dead: number }

/** The state of the queue for admin users. It never contains a URL or a password. */
export type QueueHealth = {
  backend: QueueBackendName
  reachable: boolean
  /** Whether this process runs workers. False in Medusa's worker mode `server`. */
  workers_running: boolean
  /**
   * PostgreSQL only: whether a NOTIFY arrives. If not, workers check their queues every 10 s. `null` before the self-test.
   */
  notify: "works" | "polling" | null
  /** Empty if the backend is not reachable. */
  queues: QueueCounts[]
  /** The problem and its fix. */
  message: string
}
