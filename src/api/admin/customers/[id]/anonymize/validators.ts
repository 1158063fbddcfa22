import { z } from "@medusajs/framework/zod"
import { flag } from "../../../../shared/paging"

/** A dry run changes nothing. Body and query both ask for one, so a word in the other place never anonymises (ADR 0035). */
export const AdminAnonymizeCustomer = z.strictObject({
  dry_run: z.boolean().default(false),
  /** Anonymises even if amounts are open on the customer's credit account. */
  force: z.boolean().default(false),
})
export type AdminAnonymizeCustomerType = z.infer<typeof AdminAnonymizeCustomer>
export const AdminAnonymizeCustomerQuery = z.strictObject({ dry_run: flag.default(false), force: flag.default(false) })
