import type { MedusaContainer } from "@medusajs/framework/types"
import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { parseOptions } from "../../kernel/options"
import type { QueueBackend } from "./backends/backend"
import { chooseBackend, type InjectedDatabase } from "./backends/choose"
import { readDead, retryDead } from "./dead"
import { readHealth } from "./health"
import { publicJobId } from "./job-id"
import { findJob } from "./job-registry"
import { calmLog, connectionErrors, type Log } from "./log"
import { parsePayload } from "./payload"
import { readQueueGauges } from "./queue-gauges"
import { defaultTiming, jobOptions, type Timing } from "./timing"
import type { DeadJob, JobName, JobPayloads, QueueHealth, QueueName } from "./types"
import { Workers } from "./workers"

type Cradle = { logger: Log }
type ModuleDeclaration = { worker_mode?: "shared" | "worker" | "server" }

/** What tests choose. */
export type Overrides = { timing?: Partial<Timing>; container?: MedusaContainer }

/**
 * The queue's front door (ADR 0005). A job only saves time: a sweep finds the same work, so a caller logs a failed `add`
 * and continues.
 */
export default class JobQueueModuleService {
  readonly #backend: QueueBackend
  readonly #workers: Workers
  readonly #runsWorkers: boolean
  readonly #timing: Timing
  readonly #log: Log
  #starting: NodeJS.Timeout | undefined
  readonly #beforeStopping = new Set<() => Promise<void>>()

  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => this.#startSoon(),
    onApplicationPrepareShutdown: async (): Promise<void> => this.#stop(),
    onApplicationShutdown: async (): Promise<void> => this.close(),
  }

  constructor(
    { logger }: Cradle,
    options: Record<string, unknown> = {},
    declaration: ModuleDeclaration = {},
    overrides: Overrides = {},
  ) {
    this.#log = calmLog(logger)
    this.#timing = { ...defaultTiming, ...overrides.timing }
    const database = options["database"] as InjectedDatabase | undefined
    this.#backend = chooseBackend(parseOptions(options), database, this.#timing, connectionErrors(this.#log))
    this.#runsWorkers = declaration.worker_mode !== "server"
    const container = async () => overrides.container ?? (await import("@medusajs/framework")).container
    this.#workers = new Workers(this.#backend, this.#timing, this.#log, container)
  }

  /**
   * Adds a job. Adding the same job twice makes two jobs, and handlers are safe to run twice.
   *
   * @param options `delayMs`: not before that many milliseconds have passed
   * @throws `invalid_request` for a payload that does not fit the job; `queue_unavailable`, within about a second, if the
   *   backend does not confirm it. The job can still have arrived
   */
  async add<Name extends JobName>(
    name: Name,
    payload: JobPayloads[Name],
    options: { delayMs?: number } = {},
  ): Promise<{ job_id: string }> {
    const job = findJob(name)
    if (!job) {
      throw clienteleError("invalid_request", `There is no job ${name}.`)
    }
    const data: object = parsePayload(name, job.schema, payload)
    const { id } = await this.#reach(async () => {
      return (await this.#backend.store(job.queue)).add(name, data, jobOptions(job, options.delayMs))
    })
    return { job_id: publicJobId(job.queue, id) }
  }

  /** State of the queue. Never rejects; answers within about a second. Contract R68, ADR 0005 */
  async health(): Promise<QueueHealth> {
    return readHealth(this.#backend, this.#timing, {
      wanted: this.#runsWorkers,
      running: this.#workers.running,
    })
  }

  /** Lag and dead jobs of each queue (ADR 0068). @throws `queue_unavailable` */
  async readGauges(): Promise<GaugeReading[]> {
    return this.#reach(() => readQueueGauges(this.#backend))
  }

  /**
   * The newest dead jobs, at most 100 a queue.
   *
   * @throws `queue_unavailable`
   */
  async dead(queue?: QueueName): Promise<DeadJob[]> {
    return this.#reach(() => readDead(this.#backend, queue))
  }

  /**
   * Runs a dead job again with its full number of attempts.
   *
   * @throws `not_found` if no such job is dead; `queue_unavailable`
   */
  async retry(jobId: string): Promise<{ job_id: string }> {
    return this.#reach(() => retryDead(this.#backend, jobId))
  }

  /**
   * Registers work that runs when the process is told to stop, while jobs can still be added. It is for callers with a
   * buffer.
   *
   * @param work runs at each stop until it is removed. A stop waits for it for a few seconds, and continues if it rejects
   * @returns a function that removes the work
   */
  beforeStopping(work: () => Promise<void>): () => void {
    this.#beforeStopping.add(work)
    return () => this.#beforeStopping.delete(work)
  }

  /** Stops workers, if any, and ends every connection. */
  async close(): Promise<void> {
    await this.#stop()
    await this.#backend.close()
  }

  /** BullMQ takes some 0.2 s to load. It is loaded while the store already answers, before its first order. */
  async #startSoon(): Promise<void> {
    if (this.#timing.startMs === 0) {
      return this.#start()
    }
    this.#starting = setTimeout(() => void this.#start(), this.#timing.startMs).unref()
  }

  async #start(): Promise<void> {
    if (this.#runsWorkers) {
      return this.#workers.start()
    }
    // The caller of `add` gets the error of an unreachable backend.
    await this.#backend.ready().catch(() => undefined)
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#starting)
    await Promise.all([...this.#beforeStopping].map((work) => this.#doBeforeStopping(work)))
    await this.#workers.stop()
  }

  /** Active jobs get most of the available time to end (M21). */
  async #doBeforeStopping(work: () => Promise<void>): Promise<void> {
    try {
      await withDeadline(this.#timing.answerMs * 3, "flushing a buffer", work())
    } catch (error) {
      this.#log.warn(`job queue: ${errorText(error)}; the next sweep does its work`)
    }
  }

  async #reach<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withDeadline(this.#timing.answerMs, "reaching the queue's backend", work())
    } catch (error) {
      if ((error as { code?: unknown }).code === "not_found") {
        throw error
      }
      const message = `The job queue did not accept the job. The next sweep does its work. ${errorText(error)}`
      throw clienteleError("queue_unavailable", message)
    }
  }
}
