import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import { canonicalMailbox } from "../../kernel/mailbox"
import { inPages, kept } from "./pages"
import type { Person } from "./person"

/**
 * Medusa keeps the email address of a cart or an order as the shopper typed it, and filters letter by letter. PostgreSQL's
 * `lower` and `btrim` do not agree with {@link canonicalMailbox}, and `lower` depends on the collation. So a statement
 * compares skeletons, which all spellings of a mailbox share in every collation, and `canonicalMailbox` decides about the
 * found rows. No index helps; a page continues where the last one ended.
 */
const SKELETON = `regexp_replace(lower(normalize(email, NFD) collate "C"), '[^!-~]', '', 'g')`

/** The skeleton of a mailbox, like {@link SKELETON} of its spellings: its ASCII without spaces, letters without accents. */
export const skeletonOf = (mailbox: string): string => mailbox.normalize("NFD").replace(/[^!-~]/g, "")

type Row = { id: string; customer_id: string | null; email: string | null }
export type CartRow = Row & { created_at: Date }
export type OrderRow = Row & { json: string }

/** Rows of a page. Orders are large, so a page must be small enough to be freed after it is written. */
const PAGE = { carts: 500, orders: 100 }

/** Whether a row is the customer's own, or has the mailbox in any spelling. */
const isOf =
  ({ customer_id, mailbox }: Person) =>
  (row: Row): boolean =>
    row.customer_id === customer_id || (mailbox !== null && canonicalMailbox(row.email) === mailbox)

const skeletonOfPerson = ({ mailbox }: Person) => (mailbox === null ? null : skeletonOf(mailbox))

/**
 * Carts that never became an order, of the customer or of the mailbox in any spelling, including deleted ones, whose rows
 * Medusa keeps.
 */
export function listOpenCarts(container: MedusaContainer, person: Person): AsyncIterable<CartRow[]> {
  const read = (after: string, take: number) =>
    rows<CartRow>(
      database(container),
      `select id, customer_id, email, created_at from cart
       where id > ? and completed_at is null and (customer_id = ? or ${SKELETON} = ?) order by id limit ?`,
      [after, person.customer_id, skeletonOfPerson(person), take],
    )
  return kept(inPages(PAGE.carts, read), isOf(person))
}

/** A time in the format of `JSON.stringify`. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const ADDRESS = `select to_jsonb(a) - '{created_at,updated_at,deleted_at}'::text[] from order_address a where a.id =`

/** The items of the order's newest version, and the total of that version's summary. */
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
 * The orders of the customer, and those that guests placed with the mailbox in any spelling. Orders of a registered
 * customer with this address belong to that customer, even after the customer's deletion. Each row has the order's JSON
 * text for the export. PostgreSQL writes it, because Medusa's own reading creates some 30 KB of objects for each order,
 * which would fill the memory for a long history (contract M51).
 */
export function listOrders(container: MedusaContainer, person: Person): AsyncIterable<OrderRow[]> {
  const read = (after: string, take: number) =>
    rows<OrderRow>(
      database(container),
      `select id, customer_id, email, ${ORDER}::text as json from "order" placed
       where id > ? and deleted_at is null and (customer_id = ? or ${SKELETON} = ? and not exists (
         select 1 from customer where id = placed.customer_id and has_account))
       order by id limit ?`,
      [after, person.customer_id, skeletonOfPerson(person), take],
    )
  return kept(inPages(PAGE.orders, read), isOf(person))
}

const database = (container: MedusaContainer) => container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
