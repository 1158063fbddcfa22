import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { updateCustomersWorkflow } from "@medusajs/medusa/core-flows"
import { type Database, rows } from "../../kernel/database"
import { anonymousEmail } from "../shared/customers/anonymous-email"
import { refreshCustomers } from "../shared/customers/refresh-index"

/** Maximum attempts if the customer is deleted or restored in between. */
const ATTEMPTS = 3

/**
 * Anonymises Medusa's customer. A live one changes by Medusa's workflow, which emits its events. A deleted one is changed
 * in place, because Medusa updates only live rows, and restoring it would violate the unique index on email addresses if a
 * newer customer has the address (contract M45, ADR 0035).
 *
 * @throws Error if the customer is deleted and restored repeatedly
 */
export async function anonymizeMedusaCustomer(container: MedusaContainer, customerId: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if ((await anonymizeDeleted(container, customerId)) || (await anonymizeLive(container, customerId))) {
      await refreshCustomers(container, [customerId])
      return
    }
  }
  throw new Error("the customer was deleted and restored during the anonymisation")
}

async function anonymizeDeleted(container: MedusaContainer, customerId: string): Promise<boolean> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const scrubbed = await rows(
    db,
    `update customer set email = ?, first_name = null, last_name = null, company_name = null, phone = null,
       metadata = null, updated_at = clock_timestamp() where id = ? and deleted_at is not null returning id`,
    [anonymousEmail(customerId), customerId],
  )
  return scrubbed.length > 0
}

async function anonymizeLive(container: MedusaContainer, customerId: string): Promise<boolean> {
  const { result } = await updateCustomersWorkflow(container).run({
    input: {
      selector: { id: customerId },
      update: {
        email: anonymousEmail(customerId),
        first_name: null,
        last_name: null,
        company_name: null,
        phone: null,
        metadata: null,
      },
    },
  })
  return result.length > 0
}
