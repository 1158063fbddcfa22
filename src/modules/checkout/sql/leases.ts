import { type Database, rows } from "../../../kernel/database"

// Times come from the database's clock, because all processes that take leases must agree.

/** Takes the lease of a cart for `ms` milliseconds, unless another holder has it. Extends the holder's own lease. */
export async function takeLease(db: Database, cartId: string, holder: string, ms: number): Promise<boolean> {
  const taken = await rows(
    db,
    `insert into clientele_checkout_lease as l (cart_id, holder, until)
     values (?, ?, now() + ?::interval)
     on conflict (cart_id) do update set holder = excluded.holder, until = excluded.until
       where l.until < now() or l.holder = excluded.holder
     returning 1`,
    [cartId, holder, `${ms} milliseconds`],
  )
  return taken.length > 0
}

/** Extends a lease. @returns false if another holder has it */
export async function extendLease(db: Database, cartId: string, holder: string, ms: number): Promise<boolean> {
  const extended = await rows(
    db,
    `update clientele_checkout_lease set until = now() + ?::interval where cart_id = ? and holder = ? returning 1`,
    [`${ms} milliseconds`, cartId, holder],
  )
  return extended.length > 0
}

export async function endLease(db: Database, cartId: string, holder: string): Promise<void> {
  await rows(db, "delete from clientele_checkout_lease where cart_id = ? and holder = ?", [cartId, holder])
}

/** Deletes leases of processes that died long ago. */
export async function deleteDeadLeases(db: Database): Promise<void> {
  await rows(db, "delete from clientele_checkout_lease where until < now() - interval '1 hour'", [])
}
