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
  getJobs(states: ["waiting"], start: number, end: number, isAscending: boolean): Promise<Job[]>
  waitUntilReady(): Promise<unknown>
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
  /** The advice for an operator if the backend is not reachable. */
  readonly fix: string
  /** Resolves when jobs can be added. It has no time limit of its own, so callers set a deadline. */
  ready(): Promise<void>
  /** Resolves like `ready`. */
  store(queue: QueueName): Promise<JobStore>
  /** Tests what an idle worker depends on. Call it once, before you create workers. */
  selfTest(): Promise<void>
  /** Creates a worker without starting it. */
  worker(queue: QueueName, run: RunJob, concurrency: number): RunningWorker
  /** Call it before you close workers. */
  prepareStop(): Promise<void>
  /** Ends all remaining connections. Closed workers have ended theirs. */
  close(): Promise<void>
}

/**
 * The stores of a backend, each created at its first use. BullMQ never retries a failed first contact, so a store is kept
 * only after it has worked.
 */
export class Stores {
  readonly #make: (queue: QueueName) => JobStore
  readonly #kept = new Map<QueueName, Promise<JobStore>>()

  constructor(make: (queue: QueueName) => JobStore) {
    this.#make = make
  }

  get(queue: QueueName): Promise<JobStore> {
    const known = this.#kept.get(queue)
    if (known) {
      return known
    }
    const made = this.#open(queue)
    this.#kept.set(queue, made)
    return made
  }

  async close(): Promise<void> {
    const stores = [...this.#kept.values()]
    this.#kept.clear()
    await Promise.allSettled(stores.map(async (store) => (await store).close()))
  }

  async #open(queue: QueueName): Promise<JobStore> {
    const store = this.#make(queue)
    try {
      await store.waitUntilReady()
      return store
    } catch (error) {
      this.#kept.delete(queue)
      await store.close().catch(() => undefined)
      throw error
    }
  }
}

/**
 * BullMQ's worker with two corrections. It never sleeps longer than `pollSeconds`: on PostgreSQL it would sleep for an hour
 * while a delayed job exists, and miss jobs if NOTIFY does not arrive. After a failed fetch it waits, instead of trying
 * again at once in an endless loop.
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

/** Creates a worker with the settings that both backends share. Call `run()` to start it. */
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
