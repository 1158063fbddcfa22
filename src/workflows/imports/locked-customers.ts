import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Pool, rows } from "../../kernel/database"

/**
 * Whether another session holds a customer's row. The workflows of a row use Medusa's own statements, which wait for a
 * frozen session without end, and with them the import, its job and the sweep (contract M48).
 */
export async function isHeld(container: MedusaContainer, customerIds: readonly string[]): Promise<boolean> {
  if (customerIds.length === 0) {
    return false
  }
  const pool = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Pool
  // The transaction ends at once, and with it its own locks.
  const [found] = await pool.transaction((db) =>
    rows<{ held: boolean }>(
      db,
      `with free as materialized (select id from customer where id = any (?::text[]) for no key update skip locked)
       select exists (select 1 from customer where id = any (?::text[]) and id not in (select id from free)) as held`,
      [customerIds, customerIds],
    ),
  )
  return found?.held ?? false
}
