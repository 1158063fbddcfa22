import { setTimeout as delay } from "node:timers/promises"
import { type BackendFactory, type IQueueBackend, type Job, Worker, type WorkerOptions } from "bullmq"
import { MAX_STALLS, type Timing } from "../timing"
import type { QueueBackendName, QueueHealth, QueueName } from "../types"

/** The part of BullMQ's Queue that this module uses, the same for both backends. */
export type JobStore = {
  add(name: string, data: object, options: object): Promise<{ id?: string }>
  getJob(id: string): Promise<Job | undefined>
  getJobCounts(...states: ("waiting" | "active" | "delayed" | "failed")[]): Promise<Record<string, number>>
  getFailed(start: number, end: number): Promise<Job[]>
  close(): Promise<void>
}

export type RunningWorker = Pick<Worker, "close" | "disconnect" | "run" | "isRunning"> & {
  on(event: "error", listener: (error: Error) => void): unknown
  on(event: "failed", listener: (job: Job | undefined, error: Error) => void): unknown
  on(event: "stalled", listener: (jobId: string) => void): unknown
}

export type RunJob = (job: Job) => Promise<void>

/** Where jobs are kept. Connects when it is first used, and again after each loss. */
export interface QueueBackend {
  readonly name: QueueBackendName
  readonly notify: QueueHealth["notify"]
  /** What a person does about a backend that cannot be reached. */
  readonly fix: string
  /** Resolves once jobs can be added. May take as long as the network does: callers set a deadline. */
  ready(): Promise<void>
  /** Call it after `ready`. */
  store(queue: QueueName): JobStore
  /** Tries what an idle worker depends on. Call it once, before workers are made. */
  selfTest(): Promise<void>
  /** A worker that does not run yet. */
  worker(queue: QueueName, run: RunJob, concurrency: number): RunningWorker
  /** Ends every connection that this backend opened, workers' apart. */
  close(): Promise<void>
}

/**
 * BullMQ's worker, kept from two extremes: it never sleeps longer than `pollSeconds` (on PostgreSQL it would for an hour
 * while a delayed job exists, and sleep through jobs where NOTIFY does not arrive), and after a failed fetch it waits
 * instead of trying again at once without end.
 */
class SteadyWorker<Backend extends IQueueBackend, Connection> extends Worker<
  unknown,
  void,
  string,
  Backend,
  number,
  Connection
> {
  readonly timing: Timing

  constructor(
    name: string,
    run: RunJob,
    options: WorkerOptions<Connection>,
    factory: BackendFactory<Backend, Connection>,
    timing: Timing,
  ) {
    super(name, run, options, factory)
    this.timing = timing
  }

  override get maximumBlockTimeout(): number {
    return this.timing.pollSeconds
  }

  protected override async moveToActive(token: string, name?: string) {
    try {
      return await super.moveToActive(token, name)
    } catch (error) {
      await delay(this.timing.fetchRetryMs)
      throw error
    }
  }
}

/** Makes a worker with the settings that both backends share. It runs when `run()` is called. */
export function steadyWorker<Backend extends IQueueBackend, Connection>(options: {
  name: string
  run: RunJob
  concurrency: number
  connection: Connection
  factory: BackendFactory<Backend, Connection>
  timing: Timing
}): RunningWorker {
  const { timing } = options
  const settings = {
    connection: options.connection,
    concurrency: options.concurrency,
    autorun: false,
    drainDelay: timing.pollSeconds,
    lockDuration: timing.lockMs,
    stalledInterval: timing.stalledCheckMs,
    maxStalledCount: MAX_STALLS,
    runRetryDelay: timing.fetchRetryMs,
  }
  return new SteadyWorker(options.name, options.run, settings, options.factory, timing) as unknown as RunningWorker
}
