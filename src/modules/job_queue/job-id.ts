import { clienteleError } from "../../kernel/errors"
import { type QueueName, queueNames } from "./types"

/** A job's public id, `awards-17`, because BullMQ numbers jobs within a queue only. */
export function publicJobId(queue: QueueName, id: string | undefined): string {
  return `${queue}-${id}`
}

/** @throws `not_found` for an invalid job id */
export function parseJobId(jobId: string): { queue: QueueName; id: string } {
  const queue = queueNames.find((name) => jobId.startsWith(`${name}-`))
  if (!queue) {
    throw clienteleError("not_found", `There is no job ${jobId}.`)
  }
  return { queue, id: jobId.slice(queue.length + 1) }
}
