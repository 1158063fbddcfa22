import { type Database, rows } from "./database"

/** Binds a live token to its first cart. @returns `null` where there is no such token, or it is for another cart */
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

export async function readToken(db: Database, hash: Buffer, now: Date): Promise<{ mailbox: string } | null> {
  const [token] = await rows<{ mailbox: string }>(
    db,
    `select mailbox from clientele_code_token where hash = ? and expires_at > ? and consumed_at is null`,
    [hash, now],
  )
  return token ?? null
}

/** @returns whose it is now: this order's, another one's, or `null` where there is no such token any more */
export async function consumeToken(db: Database, id: string, orderId: string, now: Date): Promise<string | null> {
  const [token] = await rows<{ order_id: string }>(
    db,
    `update clientele_code_token set consumed_at = coalesce(consumed_at, ?), order_id = coalesce(order_id, ?)
     where id = ? returning order_id`,
    [now, orderId, id],
  )
  return token?.order_id ?? null
}

/** @returns false where the token was not consumed by this order */
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
    `insert into clientele_code_proof (customer_id, mailbox, proven_at) values (?, ?, ?)
     on conflict (customer_id) do update set mailbox = excluded.mailbox, proven_at = excluded.proven_at`,
    [customerId, mailbox, now],
  )
}

export async function readProof(db: Database, customerId: string, mailbox: string): Promise<boolean> {
  const found = await rows(db, `select 1 from clientele_code_proof where customer_id = ? and mailbox = ?`, [
    customerId,
    mailbox,
  ])
  return found.length > 0
}

/** Deletes a customer's proof of any other mailbox than `keep`. */
export async function deleteProof(db: Database, customerId: string, keep: string | null): Promise<void> {
  await rows(db, `delete from clientele_code_proof where customer_id = ? and mailbox is distinct from ?`, [
    customerId,
    keep,
  ])
}
