import { type Database, rows } from "../../../kernel/database"
import type { SessionProof } from "../domain/waiting"

/** Binds a live token to its first cart. @returns `null` if there is no such token, or if it is for another cart */
export async function bindToken(
  db: Database,
  hash: Buffer,
  cartId: string,
  now: Date,
): Promise<{ id: string; mailbox: string } | null> {
  const [token] = await rows<{ id: string; mailbox: string }>(
    db,
    `update clientele_code_token set cart_id = coalesce(cart_id, ?)
     where hash = ? and (cart_id is null or cart_id = ?) and expires_at > ? and consumed_at is null
     returning id, mailbox`,
    [cartId, hash, cartId, now],
  )
  return token ?? null
}

export async function readToken(
  db: Database,
  hash: Buffer,
  now: Date,
): Promise<{ id: string; mailbox: string; cart_id: string | null } | null> {
  const [token] = await rows<{ id: string; mailbox: string; cart_id: string | null }>(
    db,
    `select id, mailbox, cart_id from clientele_code_token where hash = ? and expires_at > ? and consumed_at is null`,
    [hash, now],
  )
  return token ?? null
}

/** The id of a token, live or not. */
export async function readTokenId(db: Database, hash: Buffer): Promise<string | null> {
  const [token] = await rows<{ id: string }>(db, `select id from clientele_code_token where hash = ?`, [hash])
  return token?.id ?? null
}

/** Unbinds a token that was used on a cart but not for an order, so that another cart can use it. */
export async function unbindToken(db: Database, hash: Buffer, cartId: string): Promise<void> {
  await rows(
    db,
    `update clientele_code_token set cart_id = null where hash = ? and cart_id = ? and consumed_at is null`,
    [hash, cartId],
  )
}

/** The same by the token's id. */
export async function unbindTokenById(db: Database, id: string, cartId: string): Promise<void> {
  await rows(
    db,
    `update clientele_code_token set cart_id = null where id = ? and cart_id = ? and consumed_at is null`,
    [id, cartId],
  )
}

/** @returns the order that the token belongs to now: this one or another; `null` if the token no longer exists */
export async function consumeToken(db: Database, id: string, orderId: string, now: Date): Promise<string | null> {
  const [token] = await rows<{ order_id: string }>(
    db,
    `update clientele_code_token set consumed_at = coalesce(consumed_at, ?), order_id = coalesce(order_id, ?)
     where id = ? returning order_id`,
    [now, orderId, id],
  )
  return token?.order_id ?? null
}

/** @returns false if this order had not consumed the token */
export async function restoreToken(db: Database, id: string, orderId: string): Promise<boolean> {
  const found = await rows(
    db,
    `update clientele_code_token set consumed_at = null, order_id = null where id = ? and order_id = ? returning id`,
    [id, orderId],
  )
  return found.length > 0
}

export async function writeProof(db: Database, customerId: string, mailbox: string, now: Date): Promise<void> {
  await rows(
    db,
    `insert into clientele_code_verification (customer_id, mailbox, proven_at) values (?, ?, ?)
     on conflict (customer_id) do update set mailbox = excluded.mailbox, proven_at = excluded.proven_at`,
    [customerId, mailbox, now],
  )
}

/** A verification of another mailbox does not count. */
export async function readProof(db: Database, customerId: string, mailbox: string): Promise<SessionProof> {
  const [proof] = await rows<SessionProof>(
    db,
    `select (select proven_at from clientele_code_verification where customer_id = ? and mailbox = ?) as proven_at,
       (select changed_at from clientele_code_email_change where customer_id = ?) as email_changed_at`,
    [customerId, mailbox, customerId],
  )
  return proof ?? { proven_at: null, email_changed_at: null }
}

/** Records the time of the change of these customers' addresses. Their verifications become void. */
export async function writeEmailChange(db: Database, customerIds: readonly string[], now: Date): Promise<void> {
  await rows(
    db,
    `insert into clientele_code_email_change (customer_id, changed_at) select unnest(?::text[]), ?::timestamptz
     on conflict (customer_id) do update set changed_at = excluded.changed_at`,
    [[...customerIds], now],
  )
  await rows(db, `delete from clientele_code_verification where customer_id = any(?::text[])`, [[...customerIds]])
}

/** Deletes the record of a customer's last change of address. */
export async function deleteEmailChange(db: Database, customerId: string): Promise<void> {
  await rows(db, `delete from clientele_code_email_change where customer_id = ?`, [customerId])
}

/** Deletes a customer's verification of any mailbox other than `keep`. */
export async function deleteProof(db: Database, customerId: string, keep: string | null): Promise<void> {
  await rows(db, `delete from clientele_code_verification where customer_id = ? and mailbox is distinct from ?`, [
    customerId,
    keep,
  ])
}
