import { type Database, rows } from "../../../kernel/database"
import type { HashedKey } from "../domain/request-key"

// Times are the database's own: a process whose clock is wrong must not forget a key, as the retry would be a second order.

export type RequestRow = { key: Buffer; request_hash: Buffer; cart_id: string }

/** Adds those that are not there yet, for this cart. @returns which were added, and all that is there of these keys */
export async function addRequests(
  db: Database,
  keys: HashedKey[],
  cartId: string,
): Promise<{ added: Buffer[]; found: RequestRow[] }> {
  // In one order, so that two callers with the same keys wait for each other instead of both.
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

/** Lets keys that were added for one cart stand for another. */
export async function moveRequests(db: Database, keys: Buffer[], from: string, to: string): Promise<void> {
  await rows(
    db,
    `update clientele_checkout_request set cart_id = ? where cart_id = ? and key in (${keys.map(() => "?").join(", ")})`,
    [to, from, ...keys],
  )
}

/** Deletes keys that stand for this cart. */
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

/** Deletes keys that are older. @returns how many */
export async function deleteRequestsAfter(db: Database, days: number): Promise<number> {
  const gone = await rows(
    db,
    "delete from clientele_checkout_request where created_at < now() - make_interval(days => ?) returning 1",
    [days],
  )
  return gone.length
}
