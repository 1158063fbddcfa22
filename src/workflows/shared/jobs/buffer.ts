import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withDeadline } from "../../../kernel/deadline"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../modules/job_queue"

type Gathering<Item> = {
  /** Milliseconds without another item after which what there is is done. */
  quietMs: number
  /** Milliseconds from the first item on after which it is done in any case; `quietMs` unless told, and not less. */
  atMostMs?: number
  /** Two items with the same key are one: the first. */
  key: (item: Item) => string
  /** Nobody waits for it: what it throws is logged. */
  flush: (container: MedusaContainer, items: Item[]) => Promise<void>
}

/**
 * Work that is put off for a moment and done once for all that asks for it meanwhile. Medusa tells of one order several
 * times within milliseconds, while the shopper still waits for the answer; what can wait should not take the processor from
 * it. A process that is told to stop does at once what it has gathered; one that is killed takes it along, so it is only
 * for what a sweep makes good (DESIGN D5).
 */
export function gather<Item>({
  quietMs,
  atMostMs = quietMs,
  key,
  flush,
}: Gathering<Item>): (container: MedusaContainer, item: Item) => void {
  // By the queue of the application that the item comes from: there can be several in one process.
  const gathered = new WeakMap<JobQueueModuleService, (item: Item) => void>()

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
      gathered.delete(queue)
      try {
        await flush(container, [...items.values()])
      } catch (error) {
        const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.error(
          `clientele: what was gathered was not done (${(error as Error).message}); the sweep will make it good`,
        )
      }
      // Not before: a stop that comes meanwhile waits for what is being done.
      forget()
    }
    const timer = setTimeout(() => void close(), quietMs).unref()
    const forget = queue.beforeStopping(close)
    const add = (item: Item) => {
      if (performance.now() < latest) {
        timer.refresh()
      }
      if (!items.has(key(item))) {
        items.set(key(item), item)
      }
    }
    gathered.set(queue, add)
    return add
  }

  return (container, item) => {
    const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
    const add = gathered.get(queue) ?? open(container, queue)
    add(item)
  }
}

/** Less than a stop waits for what was gathered. */
const LOOK_UP_MS = 1000

/**
 * Something that is looked up to make fewer jobs of what was gathered; `null` where that fails or hangs: a job is better kept
 * by its queue than by a process that may end.
 */
export async function lookUp<T>(container: MedusaContainer, what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await withDeadline(LOOK_UP_MS, what, work())
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.debug(`clientele: ${what} is left to their jobs (${(error as Error).message})`)
    return null
  }
}
