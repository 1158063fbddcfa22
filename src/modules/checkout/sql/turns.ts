import { type Database, rows } from "../../../kernel/database"

// Times are the database's own: processes that take turns must agree about them.

/** Takes a cart for `ms` milliseconds, unless somebody else has it; for the holder it takes it longer. */
export async function takeTurn(db: Database, cartId: string, holder: string, ms: number): Promise<boolean> {
  const taken = await rows(
    db,
    `insert into clientele_checkout_turn as t (cart_id, holder, until)
     values (?, ?, now() + ?::interval)
     on conflict (cart_id) do update set holder = excluded.holder, until = excluded.until
       where t.until < now() or t.holder = excluded.holder
     returning 1`,
    [cartId, holder, `${ms} milliseconds`],
  )
  return taken.length > 0
}

/** Makes a turn longer. @returns false where it is not the holder's any more */
export async function extendTurn(db: Database, cartId: string, holder: string, ms: number): Promise<boolean> {
  const extended = await rows(
    db,
    `update clientele_checkout_turn set until = now() + ?::interval where cart_id = ? and holder = ? returning 1`,
    [`${ms} milliseconds`, cartId, holder],
  )
  return extended.length > 0
}

export async function endTurn(db: Database, cartId: string, holder: string): Promise<void> {
  await rows(db, "delete from clientele_checkout_turn where cart_id = ? and holder = ?", [cartId, holder])
}

/** Deletes turns of processes that died long ago. */
export async function deleteDeadTurns(db: Database): Promise<void> {
  await rows(db, "delete from clientele_checkout_turn where until < now() - interval '1 hour'", [])
}
