import type { QueueName } from "./types"

/** Time limits, in milliseconds except `pollSeconds`. Tests make them shorter. */
export type Timing = {
  /**
   * Delay after the application's start before the queue's code is loaded and its workers start; 0: the start waits for
   * both.
   */
  startMs: number
  /** Deadline of `add` and `health`. */
  answerMs: number
  /** Time for which a worker's claim of a job is valid before it must be renewed. */
  lockMs: number
  /** Interval of the search for jobs of dead workers. */
  stalledCheckMs: number
  /** Interval at which an idle worker checks its queue, with or without notifications. */
  pollSeconds: number
  /** Time for active jobs to end at shutdown. Most orchestrators kill after 30 s. */
  drainMs: number
  /** Wait between two attempts to start the workers. */
  restartMs: number
  /** Wait after a failed fetch. */
  fetchRetryMs: number
}

export const defaultTiming: Timing = {
  startMs: 1000,
  answerMs: 1000,
  lockMs: 30_000,
  stalledCheckMs: 30_000,
  pollSeconds: 10,
  drainMs: 25_000,
  restartMs: 5000,
  fetchRetryMs: 1000,
}

/** Jobs that one worker runs at the same time. A webhook's receiver can take 15 s and must not delay the others. */
export const concurrency: Record<QueueName, number> = { awards: 5, mail: 3, webhooks: 10, projections: 3 }

/** Number of times that a job of a dead worker is run again before it is dead (M20). */
export const MAX_STALLS = 1

/** Dead jobs are kept until they are 30 days old, and at most 1000 a queue. */
export const KEEP_DEAD = { age: 30 * 86_400, count: 1000 } as const

/** Number of events that BullMQ keeps for listeners. The plugin has no listeners. */
export const MAX_EVENTS = 100

/** Name of the queue in the backend. */
export function backendQueueName(queue: QueueName): string {
  return `clientele-${queue}`
}

/** BullMQ's options of a job: exponential backoff with jitter, bounded leftovers, and no stack in the backend (M33). */
export function jobOptions(job: { attempts: number; backoffMs: number }, delayMs = 0) {
  return {
    attempts: job.attempts,
    backoff: { type: "exponential", delay: job.backoffMs, jitter: 0.5 },
    delay: delayMs,
    removeOnComplete: true,
    removeOnFail: KEEP_DEAD,
    stackTraceLimit: 0,
  }
}
