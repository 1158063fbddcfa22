import type { MedusaContainer } from "@medusajs/framework/types"
import type { Job } from "bullmq"
import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import type { QueueBackend, RunningWorker } from "./backends/backend"
import { publicJobId } from "./job-id"
import { findJob } from "./job-registry"
import type { Log } from "./log"
import { parsePayload } from "./payload"
import { concurrency, type Timing } from "./timing"
import { type QueueName, queueNames } from "./types"

/** Runs jobs in this process: one worker for each queue, started when the backend is ready. */
export class Workers {
  readonly #backend: QueueBackend
  readonly #timing: Timing
  readonly #log: Log
  readonly #container: () => Promise<MedusaContainer>
  #running: RunningWorker[] = []
  #retry: NodeJS.Timeout | undefined
  #stopped = false
  #starting: Promise<void> | undefined
  #stopping: Promise<void> | undefined

  constructor(backend: QueueBackend, timing: Timing, log: Log, container: () => Promise<MedusaContainer>) {
    this.#backend = backend
    this.#timing = timing
    this.#log = log
    this.#container = container
  }

  get running(): boolean {
    return this.#running.length > 0 && this.#running.every((worker) => worker.isRunning())
  }

  /** Starts the workers when the backend is ready. Never rejects, because a store boots without its queue. */
  async start(): Promise<void> {
    this.#starting = this.#start()
    await this.#starting
  }

  async #start(): Promise<void> {
    try {
      await withDeadline(this.#timing.answerMs * 3, "reaching the queue's backend", this.#backend.selfTest())
    } catch (error) {
      this.#log.error(`job queue: workers wait for the backend. ${errorText(error)} ${this.#backend.fix}`)
      if (!this.#stopped) {
        this.#retry = setTimeout(() => void this.start(), this.#timing.restartMs)
      }
      return
    }
    if (this.#stopped) {
      return
    }
    if (this.#backend.notify === "polling") {
      this.#log.warn(`job queue: no notifications arrive, so jobs wait up to ${this.#timing.pollSeconds} s`)
    }
    this.#running = queueNames.map((queue) => this.#startOne(queue))
    this.#log.info(`job queue: workers run on ${this.#backend.name}`)
  }

  /**
   * Takes no more jobs, lets active jobs end (M21) for at most `drainMs`, and closes the workers' connections. An
   * interrupted job runs again elsewhere after its lock ends. A second call waits for the same stop: npm sends two signals,
   * so Medusa stops twice, and the first stop that returns ends the process.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    await this.#starting
    const workers = this.#running
    this.#running = []
    await Promise.all(workers.map((worker) => this.#stopOne(worker)))
  }

  async #stopOne(worker: RunningWorker): Promise<void> {
    const { drainMs, answerMs } = this.#timing
    try {
      await withDeadline(
        drainMs,
        "ending active jobs",
        this.#backend.prepareStop().then(() => worker.close()),
      )
    } catch (error) {
      this.#log.warn(`job queue: ${errorText(error)}; interrupted jobs run again`)
      await withDeadline(answerMs, "closing a worker", worker.disconnect()).catch((reason) =>
        this.#log.warn(`job queue: ${errorText(reason)}`),
      )
    }
  }

  #startOne(queue: QueueName): RunningWorker {
    const worker = this.#backend.worker(queue, (job) => this.#run(queue, job), concurrency[queue])
    worker.on("error", (error) => this.#log.warn(`job queue ${queue}: ${errorText(error)}`))
    worker.on("stalled", (id) =>
      this.#log.warn(`job queue: the worker of ${publicJobId(queue, id)} died; the job runs again`),
    )
    worker.on("failed", (job, error) => this.#logFailure(queue, job, error))
    worker.run().catch((error) => this.#log.error(`job queue ${queue}: the worker stopped. ${errorText(error)}`))
    return worker
  }

  #logFailure(queue: QueueName, job: Job | undefined, error: Error): void {
    const what = `job queue: ${job?.name} ${publicJobId(queue, job?.id)}`
    if (job?.finishedOn === undefined) {
      this.#log.warn(`${what} failed in attempt ${job?.attemptsMade} and will run again: ${errorText(error)}`)
    } else {
      this.#log.error(`${what} is dead: ${errorText(error)}`)
    }
  }

  async #run(queue: QueueName, job: Job): Promise<void> {
    try {
      const definition = findJob(job.name)
      if (!definition) {
        throw new Error(
          `this version of the plugin does not know the job ${job.name}; upgrade every process, then retry the job`,
        )
      }
      const payload = parsePayload(job.name, definition.schema, job.data)
      const context = {
        container: await this.#container(),
        job_id: publicJobId(queue, job.id),
        attempt: job.attemptsMade + 1,
      }
      await definition.handler(payload, context)
    } catch (error) {
      throw keptError(error)
    }
  }
}

/** The backend stores the error of an attempt, so it gets the message without secrets and without a stack. */
function keptError(error: unknown): Error {
  const kept = new Error(errorText(error))
  kept.stack = undefined
  return kept
}
