import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { createBuffer, lookUp } from "../../shared/jobs/buffer"
import { enqueueJob } from "../../shared/jobs/enqueue-job"

const BUFFER_MS = 100

/**
 * Adds a job that retries an account's orders that wait for an approval (contract R24a). There is no job if none waits. The
 * sweep recovers lost jobs.
 */
export const retryWaitingSoon = createBuffer<{ account_id: string }>({
  quietMs: BUFFER_MS,
  key: ({ account_id }) => account_id,
  flush: async (container, accounts) => {
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    for (const { account_id } of accounts) {
      const waiting = await lookUp(container, "which orders wait", () =>
        credit.listWaiting({ accountId: account_id, limit: 1 }),
      )
      if (waiting === null || waiting.length > 0) {
        await enqueueJob(container, "credit.retry_waiting", { account_id })
      }
    }
  },
})
