import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import type { Person } from "./person"

/**
 * Medusa keeps the email address of a cart or an order as the shopper typed it, and filters letter by letter. So these statements
 * compare canonical addresses, as `canonicalMailbox` makes them. No index helps; a page goes on where the last one ended.
 */
const IS_MAILBOX = "lower(normalize(btrim(email, E' \\t\\r\\n'), NFC)) = ?"

export type CartRow = { id: string; email: string | null; created_at: Date }

/** Carts that never became an order, of the customer or of the mailbox in any spelling. Deleted ones, too: Medusa keeps their rows. */
export function readCartPage(
  container: MedusaContainer,
  { customer_id, mailbox }: Person,
  after: string,
  take: number,
): Promise<CartRow[]> {
  return rows<CartRow>(
    database(container),
    `select id, email, created_at from cart
     where id > ? and completed_at is null and (customer_id = ? or ${IS_MAILBOX}) order by id limit ?`,
    [after, customer_id, mailbox, take],
  )
}

/**
 * Orders of the customer, and those that guests placed with the mailbox in any spelling. What a registered customer ordered with this
 * address is that customer's.
 */
export function readOrderPage(
  container: MedusaContainer,
  { customer_id, mailbox }: Person,
  after: string,
  take: number,
): Promise<{ id: string }[]> {
  return rows<{ id: string }>(
    database(container),
    `select id from "order" placed
     where id > ? and deleted_at is null and (customer_id = ? or ${IS_MAILBOX} and not exists (
       select 1 from customer where id = placed.customer_id and has_account and deleted_at is null))
     order by id limit ?`,
    [after, customer_id, mailbox, take],
  )
}

const database = (container: MedusaContainer) => container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
