import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { createBuffer, lookUp } from "../../shared/jobs/buffer"
import { enqueueJob } from "../../shared/jobs/enqueue-job"

const BUFFER_MS = 100

/**
 * Has the orders on an account that wait for an approval retried soon (contract R24a), by one job for the account. An account on which
 * none waits makes no job. The sweep repeats what is lost on the way.
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
