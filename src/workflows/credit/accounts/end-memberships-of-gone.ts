import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { errorText } from "../../../kernel/error-text"
import { endMemberships } from "../../shared/credit/end-memberships"

/** After so many failures, each of which may have waited two seconds for a lock, the rest is for the next sweep. */
const MOST_FAILED = 5

/** Deleted customers of Medusa's that still have a membership, or an account with members. */
const GONE = `select gone.id from (
    select account_id as id from clientele_credit_member where removed_at is null
    union select customer_id from clientele_credit_member where removed_at is null
  ) gone left join customer c on c.id = gone.id and c.deleted_at is null where c.id is null`

/**
 * Ends memberships of customers whom Medusa's own routes have deleted. The event triggers it at once, and the sweep
 * guarantees it: no customer buys on the account of a deleted customer. Open amounts stay open. A membership whose account is
 * locked stays until the next sweep, and delays nothing else (contract M48).
 *
 * @param customerIds only these
 * @returns the number of ended memberships
 */
export async function endMembershipsOfGone(
  container: MedusaContainer,
  customerIds?: readonly string[],
): Promise<number> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  // In no order, so that those of a locked account do not keep the others from being reached.
  const only = `${customerIds ? " and gone.id = any (?)" : ""} order by random()`
  const gone = await rows<{ id: string }>(db, GONE + only, customerIds ? [[...customerIds]] : [])
  let ended = 0
  let failed = 0
  for (const { id } of gone) {
    try {
      ended += (await endMemberships(container, id, true)).length
    } catch (error) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(`clientele: the memberships of ${id} end in the next sweep (${errorText(error)})`)
      if (++failed === MOST_FAILED) {
        break
      }
    }
  }
  return ended
}
