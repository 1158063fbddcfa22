import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { updateCustomersWorkflow } from "@medusajs/medusa/core-flows"
import { type Database, rows } from "../../kernel/database"
import { anonymousEmail } from "../shared/customers/anonymous-email"
import { refreshCustomers } from "../shared/customers/refresh-index"

/** A customer is deleted or restored between two looks at most this often. */
const ATTEMPTS = 3

/**
 * Takes a person out of Medusa's customer. A live one changes by Medusa's workflow, which emits its events. A deleted one is
 * scrubbed in place: Medusa updates live rows only, and restoring it would break the unique index on email addresses where
 * a newer customer has it (contract M45, ADR 0035).
 *
 * @throws Error where the customer is deleted and restored all the time
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
