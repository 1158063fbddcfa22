import { createBuffer } from "../jobs/buffer"
import { enqueueJob } from "../jobs/enqueue-job"

/** Long enough for one call's changes to share a job, and for its answer to be sent. */
const BUFFER_MS = 100

const AT_MOST_MS = 500

const dispatch = createBuffer<"messages">({
  quietMs: BUFFER_MS,
  atMostMs: AT_MOST_MS,
  key: (what) => what,
  flush: (container) => enqueueJob(container, "webhooks.dispatch", {}),
})

/** Adds a job that hands new messages to their endpoints. The sweep recovers lost jobs within a minute. */
export const dispatchSoon = (container: Parameters<typeof dispatch>[0]): void => dispatch(container, "messages")
