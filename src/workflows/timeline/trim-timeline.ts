import type { MedusaContainer } from "@medusajs/framework/types"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { monthsBefore } from "./list-timeline"

/** Rows in one statement, and maximum statements for each log in one run. */
const BATCH = 1000
const ROUNDS = 20

/**
 * Deletes rows that only timelines need and that are past their retention (contract R29): changes and sent mails. A run
 * deletes a limited number; the next run continues.
 *
 * @returns the number of deleted rows
 */
export async function trimTimeline(container: MedusaContainer, now: Date = new Date()): Promise<number> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const contacts = container.resolve<ContactModuleService>(CONTACT_MODULE)
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const before = monthsBefore(now, profiles.rules.timelineMonths)
  const logs = [
    () => profiles.trimChanges(before, BATCH),
    () => contacts.trimChanges(before, BATCH),
    () => codes.trimMails(before, BATCH),
  ]
  let deleted = 0
  for (const trim of logs) {
    for (let round = 0; round < ROUNDS; round++) {
      const gone = await trim()
      deleted += gone
      if (gone < BATCH) {
        break
      }
    }
  }
  return deleted
}
