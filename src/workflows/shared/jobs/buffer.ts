import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withDeadline } from "../../../kernel/deadline"
import { errorText } from "../../../kernel/error-text"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../modules/job_queue"

type BufferOptions<Item> = {
  /** Milliseconds without another item after which the buffer is flushed. */
  quietMs: number
  /** Milliseconds after the first item at which the buffer is always flushed; at least `quietMs`, which is the default. */
  atMostMs?: number
  /** Of two items with the same key, the buffer keeps the first. */
  key: (item: Item) => string
  /** Runs in the background; an error is logged. */
  flush: (container: MedusaContainer, items: Item[]) => Promise<void>
}

/**
 * Creates a buffer in front of the job queue (ADR 0030). Medusa emits several events of one order within milliseconds,
 * while the shopper still waits for the answer. Buffered work leaves the processor to that answer. A process that is told
 * to stop flushes at once. A killed process loses its buffer, so a buffer is only for work that a sweep repeats (ADR 0005).
 *
 * @returns a function that adds an item and returns at once
 */
export function createBuffer<Item>({
  quietMs,
  atMostMs = quietMs,
  key,
  flush,
}: BufferOptions<Item>): (container: MedusaContainer, item: Item) => void {
  // Keyed by the application's queue, because a process can have several applications.
  const adders = new WeakMap<JobQueueModuleService, (item: Item) => void>()

  const open = (container: MedusaContainer, queue: JobQueueModuleService): ((item: Item) => void) => {
    const items = new Map<string, Item>()
    const latest = performance.now() + atMostMs - quietMs
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= finish()
      return closing
    }
    const finish = async () => {
      clearTimeout(timer)
      adders.delete(queue)
      try {
        await flush(container, [...items.values()])
      } catch (error) {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.error(`clientele: a buffer was not flushed (${errorText(error)}); the next sweep does its work`)
      }
      // Only after the flush, so that a stop in between waits for it.
      unregister()
    }
    // Before the timer, so that no timer is left if this fails.
    const unregister = queue.beforeStopping(close)
    const timer = setTimeout(() => void close(), quietMs).unref()
    const add = (item: Item) => {
      if (performance.now() < latest) {
        timer.refresh()
      }
      if (!items.has(key(item))) {
        items.set(key(item), item)
      }
    }
    adders.set(queue, add)
    return add
  }

  return (container, item) => {
    const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
    const add = adders.get(queue) ?? open(container, queue)
    add(item)
  }
}

/** Shorter than the wait of a stop for a flush. */
const LOOK_UP_MS = 1000

/**
 * Runs a look-up that reduces the number of jobs of buffered items.
 *
 * @returns `null` if the look-up fails or takes longer than a second. The items then become jobs, which the queue keeps
 */
export async function lookUp<T>(container: MedusaContainer, what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await withDeadline(LOOK_UP_MS, what, work())
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.debug(`clientele: ${what} could not be read now; their jobs read it (${errorText(error)})`)
    return null
  }
}
