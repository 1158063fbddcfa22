import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withDeadline } from "../../../kernel/deadline"
import { errorText } from "../../../kernel/error-text"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../modules/job_queue"

type BufferOptions<Item> = {
  /** Milliseconds without another item after which the buffer is flushed. */
  quietMs: number
  /** Milliseconds after the first item at which the buffer is flushed in any case; `quietMs` by default, and not less. */
  atMostMs?: number
  /** Of two items with the same key, the buffer keeps the first. */
  key: (item: Item) => string
  /** Runs in the background; an error is logged. */
  flush: (container: MedusaContainer, items: Item[]) => Promise<void>
}

/**
 * Makes a buffer in front of the job queue (ADR 0030). Medusa emits several events of one order within milliseconds, while the
 * shopper still waits for the answer; work that can wait leaves the processor to that answer. A process that is told to stop
 * flushes at once. A killed process loses its buffer, so a buffer is only for work that a sweep repeats (ADR 0005).
 *
 * @returns adds an item, and returns at once
 */
export function createBuffer<Item>({
  quietMs,
  atMostMs = quietMs,
  key,
  flush,
}: BufferOptions<Item>): (container: MedusaContainer, item: Item) => void {
  // By the queue of the application that the item comes from: there can be several in one process.
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
      // Not before: a stop that comes meanwhile waits for the flush.
      unregister()
    }
    // Before the timer: where it fails, no timer is left that would flush.
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

/** Less than a stop waits for a flush. */
const LOOK_UP_MS = 1000

/**
 * Looks something up to make fewer jobs of buffered items.
 *
 * @returns `null` where the look-up fails or takes longer than a second: then the items become jobs, which the queue keeps
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
