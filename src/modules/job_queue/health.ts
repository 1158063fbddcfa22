import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import { hasCode } from "../../kernel/errors"
import type { QueueBackend } from "./backends/backend"
import type { Timing } from "./timing"
import { type QueueCounts, type QueueHealth, queueNames } from "./types"

type WorkerState = { wanted: boolean; running: boolean }

/** Reads the state of the queue. Never rejects. */
export async function readHealth(backend: QueueBackend, timing: Timing, workers: WorkerState): Promise<QueueHealth> {
  const state = { backend: backend.name, workers_running: workers.running, notify: backend.notify }
  try {
    const queues = await withDeadline(timing.answerMs, "reaching the queue's backend", readCounts(backend))
    return { ...state, reachable: true, queues, message: stateMessage(backend, timing, workers, queues) }
  } catch (error) {
    const reason = errorText(error)
    const message = hasCode(error, "queue_not_migrated") ? reason : `Not reachable: ${reason}. ${backend.fix}`
    return { ...state, reachable: false, queues: [], message }
  }
}

async function readCounts(backend: QueueBackend): Promise<QueueCounts[]> {
  return Promise.all(
    queueNames.map(async (name) => {
      const counts = await (await backend.store(name)).getJobCounts("waiting", "active", "delayed", "failed")
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts
      return { name, waiting, active, delayed, dead: failed }
    }),
  )
}

function stateMessage(backend: QueueBackend, timing: Timing, workers: WorkerState, queues: QueueCounts[]): string {
  const lines: string[] = []
  if (!workers.wanted) {
    lines.push(
      "This process only adds jobs (worker mode `server`). Start another process in mode `worker` or `shared`.",
    )
  } else if (!workers.running) {
    lines.push("The workers of this process do not run. Read the store's log.")
  }
  if (backend.notify === "polling") {
    lines.push(
      `PostgreSQL's notifications do not arrive, so jobs wait up to ${timing.pollSeconds} s. ` +
        "Set queue.databaseUrl to a URL that does not go through a transaction pooler.",
    )
  }
  const dead = queues.reduce((sum, queue) => sum + queue.dead, 0)
  if (dead > 0) {
    lines.push(`Dead jobs: ${dead}. Read their errors, fix the cause, then retry them.`)
  }
  return lines.join(" ") || "The queue works."
}
