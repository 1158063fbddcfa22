import type { MedusaContainer } from "@medusajs/framework/types"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../modules/job_queue"

type Gathering<Item> = {
  /** Milliseconds from the first item on. */
  ms: number
  /** Two items with the same key are one: the first. */
  key: (item: Item) => string
  /** Must not throw: nobody waits for it. */
  flush: (container: MedusaContainer, items: Item[]) => Promise<void>
}

/**
 * Work that is put off for a moment and done once for all that asks for it meanwhile. Medusa tells of one order several
 * times within milliseconds, while the shopper still waits for the answer; what can wait should not take the processor from
 * it. A process that is told to stop does at once what it has gathered; one that is killed takes it along, so it is only
 * for what a sweep makes good (DESIGN D5).
 */
export function gather<Item>({ ms, key, flush }: Gathering<Item>): (container: MedusaContainer, item: Item) => void {
  // By the queue of the application that the item comes from: there can be several in one process.
  const gathered = new WeakMap<JobQueueModuleService, Map<string, Item>>()

  const open = (container: MedusaContainer, queue: JobQueueModuleService): Map<string, Item> => {
    const items = new Map<string, Item>()
    const close = async () => {
      clearTimeout(timer)
      forget()
      gathered.delete(queue)
      await flush(container, [...items.values()])
    }
    const timer = setTimeout(() => void close(), ms).unref()
    const forget = queue.beforeStopping(close)
    gathered.set(queue, items)
    return items
  }

  return (container, item) => {
    const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
    const items = gathered.get(queue) ?? open(container, queue)
    if (!items.has(key(item))) {
      items.set(key(item), item)
    }
  }
}
