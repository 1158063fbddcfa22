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

/** A moment as `JSON.stringify` writes it. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const ADDRESS = `select to_jsonb(a) - '{created_at,updated_at,deleted_at}'::text[] from order_address a where a.id =`

/** As Medusa keeps an order: its items are those of its newest version, its total is that of this version's summary. */
const ORDER = `json_build_object('id', placed.id, 'display_id', placed.display_id, 'email', placed.email,
  'currency_code', placed.currency_code, 'status', placed.status, 'created_at', ${iso("placed.created_at")},
  'total', (select s.totals -> 'current_order_total' from order_summary s
    where s.order_id = placed.id and s.version = placed.version and s.deleted_at is null order by s.id desc limit 1),
  'shipping_address', (${ADDRESS} placed.shipping_address_id),
  'billing_address', (${ADDRESS} placed.billing_address_id),
  'items', (select coalesce(json_agg(json_build_object('title', line.title, 'quantity', item.quantity,
      'unit_price', coalesce(item.unit_price, line.unit_price)) order by item.id), '[]')
    from order_item item join order_line_item line on line.id = item.item_id
    where item.order_id = placed.id and item.version = placed.version and item.deleted_at is null))`

/**
 * Reads a page of orders: those of the customer, and those that guests placed with the mailbox in any spelling. Each row has
 * the order's id and its JSON text for the export. What a registered customer ordered with this address is that customer's. PostgreSQL writes the text: Medusa's own reading
 * makes some 30 KB of objects an order, which an export of a long history would fill the memory with (MUST_HOLD M51).
 */
export function readOrderPage(
  container: MedusaContainer,
  { customer_id, mailbox }: Person,
  after: string,
  take: number,
): Promise<{ id: string; json: string }[]> {
  return rows(
    database(container),
    `select id, ${ORDER}::text as json from "order" placed
     where id > ? and deleted_at is null and (customer_id = ? or ${IS_MAILBOX} and not exists (
       select 1 from customer where id = placed.customer_id and has_account and deleted_at is null))
     order by id limit ?`,
    [after, customer_id, mailbox, take],
  )
}

const database = (container: MedusaContainer) => container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
