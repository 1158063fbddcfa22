import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { count } from "../kernel/metrics"
import { recoverMails } from "../workflows/codes/recover-mails"

/**
 * Recovers mails of lost jobs and deletes old rows of one-time codes (contract R42), every minute, because a shopper waits
 * for the mail.
 */
async function codesUpkeep(container: MedusaContainer): Promise<void> {
  count("clientele.sweep.findings", { sweep: "codes", result: "repaired" }, await recoverMails(container))
}

export default withLoggableErrors(codesUpkeep)

export const config = { name: "clientele-codes-upkeep", schedule: "* * * * *" }
