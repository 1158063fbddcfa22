import type { QueueBackendName, QueueHealth, QueueName } from "../types"
import type { JobStore, QueueBackend, RunJob, RunningWorker } from "./backend"
import type { KnownBackend } from "./known"

/**
 * A backend that is loaded at its first use. BullMQ takes some 0.2 s to load, and the start of a store should not wait for
 * it (figure `boot_time`, ADR 0048).
 */
export class DeferredBackend implements QueueBackend {
  readonly name: QueueBackendName
  readonly fix: string
  readonly #make: () => QueueBackend
  #made: QueueBackend | undefined

  constructor({ name, fix }: KnownBackend, make: () => QueueBackend) {
    this.name = name
    this.fix = fix
    this.#make = make
  }

  get notify(): QueueHealth["notify"] {
    return this.#made?.notify ?? null
  }

  async ready(): Promise<void> {
    await this.#backend().ready()
  }

  async store(queue: QueueName): Promise<JobStore> {
    return this.#backend().store(queue)
  }

  async selfTest(): Promise<void> {
    await this.#backend().selfTest()
  }

  worker(queue: QueueName, run: RunJob, concurrency: number): RunningWorker {
    return this.#backend().worker(queue, run, concurrency)
  }

  async prepareStop(): Promise<void> {
    await this.#made?.prepareStop()
  }

  async close(): Promise<void> {
    await this.#made?.close()
  }

  #backend(): QueueBackend {
    this.#made ??= this.#make()
    return this.#made
  }
}
