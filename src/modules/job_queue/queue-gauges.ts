import type { GaugeReading } from "../../kernel/instruments"
import type { QueueBackend } from "./backends/backend"
import { queueNames } from "./types"

/** The age of each queue's oldest waiting job in seconds, and how many of its jobs are dead. */
export async function readQueueGauges(backend: QueueBackend): Promise<GaugeReading[]> {
  const read = queueNames.map(async (queue): Promise<GaugeReading[]> => {
    const store = await backend.store(queue)
    const { waiting = 0, failed = 0 } = await store.getJobCounts("waiting", "failed")
    // In descending order both backends list the newest first. The one on PostgreSQL always does.
    const [oldest] = waiting > 0 ? await store.getJobs(["waiting"], waiting - 1, waiting - 1, false) : []
    const lag = oldest ? Math.max(0, Date.now() - oldest.timestamp) / 1000 : 0
    return [
      { gauge: "clientele.queue.lag", value: lag, attributes: { queue } },
      { gauge: "clientele.queue.dead", value: failed, attributes: { queue } },
    ]
  })
  return (await Promise.all(read)).flat()
}
