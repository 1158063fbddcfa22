import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"

/** Whether Medusa still has the account's customer. Memberships end with that customer, but the event can be lost. */
export async function isLiveAccount(db: Database, accountId: string): Promise<boolean> {
  return (await rows(db, "select 1 from customer where id = ? and deleted_at is null", [accountId])).length > 0
}

/** A buyer or a membership; `null` if the account's customer is deleted (contract M59). */
export async function ofLiveAccount<One extends { account_id: string }>(
  container: MedusaContainer,
  found: One | null,
): Promise<One | null> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  return found && (await isLiveAccount(db, found.account_id)) ? found : null
}
