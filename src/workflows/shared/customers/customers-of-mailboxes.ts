import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { canonicalMailbox } from "../../../kernel/mailbox"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../../modules/customer_projection"

/** Maximum customers of one mailbox in an event. */
const MAX_CUSTOMERS = 20

/**
 * Medusa's customers with these mailboxes, without deleted ones, at most 20 of each. The index finds other spellings of an
 * address. Medusa's table finds customers that are not in the index yet.
 *
 * @param mailboxes canonical
 */
export async function customersOf(
  container: MedusaContainer,
  mailboxes: readonly string[],
): Promise<Map<string, string[]>> {
  const wanted = [...new Set(mailboxes)]
  if (wanted.length === 0) {
    return new Map()
  }
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
  const [same, indexed] = await Promise.all([
    rows<{ id: string; email: string }>(
      db,
      "select id, email from customer where email = any (?) and deleted_at is null",
      [wanted],
    ),
    projection.listByMailbox(wanted),
  ])
  const found = new Map<string, Set<string>>()
  for (const [mailbox, id] of [
    ...same.map(({ id, email }) => [canonicalMailbox(email) ?? "", id] as const),
    ...indexed.map(({ mailbox, customer_id }) => [mailbox, customer_id] as const),
  ]) {
    found.set(mailbox, (found.get(mailbox) ?? new Set()).add(id))
  }
  return new Map([...found].map(([mailbox, ids]) => [mailbox, [...ids].sort().slice(0, MAX_CUSTOMERS)]))
}
