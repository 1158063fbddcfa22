import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { count } from "../kernel/metrics"
import { recoverMails } from "../workflows/codes/recover-mails"

/** Mails of lost jobs and old rows of one-time codes (contract R42), every minute, as a shopper waits for the mail. */
async function codesUpkeep(container: MedusaContainer): Promise<void> {
  count("clientele.sweep.findings", { sweep: "codes", result: "repaired" }, await recoverMails(container))
}

export default withLoggableErrors(codesUpkeep)

export const config = { name: "clientele-codes-upkeep", schedule: "* * * * *" }
