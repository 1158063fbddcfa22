import { type Database, rows } from "../../../kernel/database"
import type { HashedKey } from "../domain/request-key"

// Times come from the database's clock. A process with a wrong clock could delete a key too early, and the retry would make
// a second order.

export type RequestRow = { key: Buffer; request_hash: Buffer; cart_id: string }

/** Adds missing keys for this cart. @returns the added keys, and all stored rows of these keys */
export async function addRequests(
  db: Database,
  keys: HashedKey[],
  cartId: string,
): Promise<{ added: Buffer[]; found: RequestRow[] }> {
  // In one order, so that two callers with the same keys do not deadlock.
  const sorted = [...keys].sort((a, b) => Buffer.compare(a.key, b.key))
  const added = await rows<{ key: Buffer }>(
    db,
    `insert into clientele_checkout_request (key, request_hash, cart_id, created_at)
     values ${sorted.map(() => "(?, ?, ?, now())").join(", ")} on conflict (key) do nothing
     returning key`,
    sorted.flatMap(({ key, request_hash }) => [key, request_hash, cartId]),
  )
  const found = await rows<RequestRow>(
    db,
    `select key, request_hash, cart_id from clientele_checkout_request
     where key in (${sorted.map(() => "?").join(", ")})`,
    sorted.map(({ key }) => key),
  )
  return { added: added.map(({ key }) => key), found }
}

/** Moves keys from one cart to another. */
export async function moveRequests(db: Database, keys: Buffer[], from: string, to: string): Promise<void> {
  await rows(
    db,
    `update clientele_checkout_request set cart_id = ? where cart_id = ? and key in (${keys.map(() => "?").join(", ")})`,
    [to, from, ...keys],
  )
}

/** Deletes the keys of this cart. */
export async function deleteRequests(db: Database, keys: Buffer[], cartId: string): Promise<void> {
  if (keys.length === 0) {
    return
  }
  await rows(
    db,
    `delete from clientele_checkout_request where cart_id = ? and key in (${keys.map(() => "?").join(", ")})`,
    [cartId, ...keys],
  )
}

/** Deletes older keys. @returns how many */
export async function deleteRequestsAfter(db: Database, days: number): Promise<number> {
  const gone = await rows(
    db,
    "delete from clientele_checkout_request where created_at < now() - make_interval(days => ?) returning 1",
    [days],
  )
  return gone.length
}
