// The award jobs register themselves.
import "../../src/workflows/points/settle-jobs"
import { JobQueueModuleService } from "../../src/modules/job_queue"
import { eventually } from "../helpers/loyalty"

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Jobs of the queue `awards`, by state. */
export type AwardJobs = { waiting: number; active: number; dead: number }

/** A store's queue as another server process sees it. The process adds jobs and runs none. */
export type QueueView = {
  add: JobQueueModuleService["add"]
  /** @throws if the queue's backend does not answer */
  jobs: () => Promise<AwardJobs>
  /** Waits until no job waits or runs. @returns the remaining jobs: the dead ones */
  drained: () => Promise<AwardJobs>
  /** The dead award jobs. */
  dead: () => ReturnType<JobQueueModuleService["dead"]>
  retry: JobQueueModuleService["retry"]
  close: () => Promise<void>
}

export function openQueue(store: { databaseUrl: string; redisUrl?: string }): QueueView {
  const service = new JobQueueModuleService(
    { logger: quiet },
    { database: { clientUrl: store.databaseUrl }, ...(store.redisUrl ? { redisUrl: store.redisUrl } : {}) },
    { worker_mode: "server" },
    // A busy machine may be slow to answer; nothing is measured here.
    { timing: { answerMs: 10_000 } },
  )
  const jobs = async (): Promise<AwardJobs> => {
    const { queues, message } = await service.health()
    const awards = queues.find(({ name }) => name === "awards")
    if (!awards) throw new Error(message)
    // A delayed job has failed and will run again, so it counts as waiting.
    return { waiting: awards.waiting + awards.delayed, active: awards.active, dead: awards.dead }
  }
  return {
    add: service.add.bind(service),
    jobs,
    drained: async () => {
      const open = ({ waiting, active }: AwardJobs) => waiting + active
      let left = await jobs()
      // A busy machine may need long for many jobs, so the time limit begins again whenever their number falls.
      for (let before = Number.POSITIVE_INFINITY; open(left) > 0 && open(left) < before; ) {
        before = open(left)
        left = await eventually(jobs, (now) => open(now) === 0)
      }
      return left
    },
    dead: () => service.dead("awards"),
    retry: service.retry.bind(service),
    close: () => service.close(),
  }
}
