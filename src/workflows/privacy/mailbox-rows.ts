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
const skeletonOfColumn = (column: string) =>
  `regexp_replace(lower(normalize(${column}, NFD) collate "C"), '[^!-~]', '', 'g')`

const SKELETON = skeletonOfColumn("email")

/** The skeleton of a mailbox, like {@link SKELETON} of its spellings: its ASCII without spaces, letters without accents. */
export const skeletonOf = (mailbox: string): string => mailbox.normalize("NFD").replace(/[^!-~]/g, "")

type Row = { id: string; customer_id: string | null; email: string | null }
export type CartRow = Row & { created_at: Date; shipping_address: object | null; billing_address: object | null }
export type MailRow = { id: string; to: string; status: string; created_at: Date }
export type OrderRow = Row & { json: string }

/** Rows of a page. Orders are large, so a page must be small enough to be freed after it is written. */
const PAGE = { carts: 500, mails: 500, orders: 100 }

/** Whether a row is the customer's own, or has the mailbox in any spelling. */
const isOf =
  ({ customer_id, mailbox }: Person) =>
  (row: Row): boolean =>
    row.customer_id === customer_id || (mailbox !== null && canonicalMailbox(row.email) === mailbox)

const skeletonOfPerson = ({ mailbox }: Person) => (mailbox === null ? null : skeletonOf(mailbox))

/** An address without Medusa's own columns. */
const addressIn = (table: string) =>
  `select to_jsonb(a) - '{created_at,updated_at,deleted_at}'::text[] from ${table} a where a.id =`

const CART_ADDRESS = addressIn("cart_address")

/**
 * Carts that never became an order, of the customer or of the mailbox in any spelling, including deleted ones, whose rows
 * Medusa keeps.
 */
export function listOpenCarts(container: MedusaContainer, person: Person): AsyncIterable<CartRow[]> {
  const read = (after: string, take: number) =>
    rows<CartRow>(
      database(container),
      `select id, customer_id, email, created_at, (${CART_ADDRESS} cart.shipping_address_id) as shipping_address,
         (${CART_ADDRESS} cart.billing_address_id) as billing_address from cart
       where id > ? and completed_at is null and (customer_id = ? or ${SKELETON} = ?) order by id limit ?`,
      [after, person.customer_id, skeletonOfPerson(person), take],
    )
  return kept(inPages(PAGE.carts, read), isOf(person))
}

/** Mails of these templates to the mailbox in any spelling. Medusa keeps an address as the customer has it. */
export function listMails(
  container: MedusaContainer,
  mailbox: string,
  templates: readonly string[],
): AsyncIterable<MailRow[]> {
  const read = (after: string, take: number) =>
    rows<MailRow>(
      database(container),
      `select id, "to", status, created_at from notification
       where id > ? and template = any (?::text[]) and ${skeletonOfColumn('"to"')} = ? order by id limit ?`,
      [after, templates, skeletonOf(mailbox), take],
    )
  return kept(inPages(PAGE.mails, read), ({ to }) => canonicalMailbox(to) === mailbox)
}

/**
 * Empties the addresses of a cart. Medusa keeps these rows when it deletes the cart, and then nothing names them. An address
 * that another cart has, too, stays. Rows are not deleted, because PostgreSQL would read all carts for each.
 */
export async function emptyCartAddresses(container: MedusaContainer, cartId: string): Promise<void> {
  const inOther = (column: string) =>
    `select 1 from cart o where o.${column} = a.id and o.deleted_at is null and o.id <> c.id`
  await rows(
    database(container),
    `update cart_address a set customer_id = null, company = null, first_name = null, last_name = null, address_1 = null,
       address_2 = null, city = null, country_code = null, province = null, postal_code = null, phone = null, metadata = null
     from cart c where c.id = ? and a.id in (c.shipping_address_id, c.billing_address_id)
       and not exists (${inOther("shipping_address_id")}) and not exists (${inOther("billing_address_id")})`,
    [cartId],
  )
}

/**
 * Empties the contexts of a cart's payment sessions: Medusa keeps the customer with telephone number and addresses there.
 * The provider's data stay, because money can be on its way.
 */
export async function emptyPaymentContexts(container: MedusaContainer, cartId: string): Promise<void> {
  await rows(
    database(container),
    `update payment_session set context = null where deleted_at is null and payment_collection_id in (
       select payment_collection_id from cart_payment_collection where cart_id = ?)`,
    [cartId],
  )
}

/** A time in the format of `JSON.stringify`. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const ADDRESS = addressIn("order_address")

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
