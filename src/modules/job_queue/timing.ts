import type { QueueName } from "./types"

/** How long things take; tests make them shorter. All in milliseconds but for `pollSeconds`. */
export type Timing = {
  /** After the application has started, before the queue's code is loaded and its workers start; 0: the start waits for both. */
  startMs: number
  /** `add` and `health` answer within this. */
  answerMs: number
  /** A worker holds a job this long before it must renew its claim. */
  lockMs: number
  /** How often jobs of workers that died are looked for. */
  stalledCheckMs: number
  /** An idle worker looks at its queue this often, whatever notifications do. */
  pollSeconds: number
  /** Active jobs get this long to end at shutdown. Orchestrators mostly kill after 30 s. */
  drainMs: number
  /** Between two attempts to start the workers. */
  restartMs: number
  /** After a failed fetch, before the next one. */
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

/** Jobs that one worker runs at the same time. A webhook's receiver may take 15 s, and must not hold up the others. */
export const concurrency: Record<QueueName, number> = { awards: 5, mail: 3, webhooks: 10, projections: 3 }

/** A job whose worker died is run again so often; once more and it is dead (M20). */
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
