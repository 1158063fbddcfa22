import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { endMemberships } from "../../shared/credit/end-memberships"

/** Deleted customers of Medusa's that still have a membership, or an account with members. */
const GONE = `select gone.id from (
    select account_id as id from clientele_credit_member where removed_at is null
    union select customer_id from clientele_credit_member where removed_at is null
  ) gone left join customer c on c.id = gone.id and c.deleted_at is null where c.id is null`

/**
 * Ends memberships of customers whom Medusa's own routes have deleted. The event triggers it at once, and the sweep
 * guarantees it: no customer buys on the account of a deleted customer. Open amounts stay open.
 *
 * @param customerIds only these
 * @returns the number of ended memberships
 */
export async function endMembershipsOfGone(
  container: MedusaContainer,
  customerIds?: readonly string[],
): Promise<number> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const only = customerIds ? " and gone.id = any (?)" : ""
  const gone = await rows<{ id: string }>(db, GONE + only, customerIds ? [[...customerIds]] : [])
  let ended = 0
  for (const { id } of gone) {
    ended += (await endMemberships(container, id, true)).length
  }
  return ended
}
