import type { HoldRequest, Shrinkage } from "../types"
import { type Database, PRESENT, rows, rowsAgain } from "./prepared-statements"

/**
 * Reserves points for a cart; a live hold of the same account on it is replaced. Returns the points that are still
 * available.
 */
export async function placeHold(db: Database, id: string, request: HoldRequest, now: Date | null): Promise<number> {
  const [row] = await rowsAgain<{ available: string }>(
    db,
    `select * from clientele_points_hold_place(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${PRESENT}, ?)`,
    [
      id,
      request.mailbox,
      request.cart_id,
      request.points,
      request.currency_code,
      request.points_per_currency_discount,
      request.max_percent ?? 100,
      request.min_points ?? 0,
      request.min_checkout_total ?? 0,
      request.proof_id ?? null,
      request.expires_at,
      now,
      request.requested ?? null,
    ],
  )
  return Number(row?.available)
}

/**
 * Turns a hold into a deduction. Runs in the caller's transaction and is never run again here: the order's transaction
 * decides (ADR 0002).
 */
export async function postHold(
  db: Database,
  id: string,
  orderId: string,
  points: number,
  now: Date | null,
): Promise<{ applied: boolean; account_id: string; version: number; balance_after: number }> {
  const [row] = await rows<{ applied: boolean; account_id: string; version: string; balance_after: string }>(
    db,
    `select * from clientele_points_hold_post(?, ?, ?, ?, ${PRESENT})`,
    [id, orderId, points, null, now],
  )
  if (!row) {
    throw new Error("clientele_points_hold_post returned no row")
  }
  return {
    applied: row.applied,
    account_id: String(row.account_id),
    version: Number(row.version),
    balance_after: Number(row.balance_after),
  }
}

/**
 * Undoes the deduction of an order whose transaction is undone, in the caller's transaction. Returns `null` if it had none.
 */
export async function unpostHold(
  db: Database,
  orderId: string,
  now: Date | null,
): Promise<{ hold_id: string; points: number } | null> {
  const [row] = await rows<{ hold_id: string; points: string }>(
    db,
    `select * from clientele_points_hold_unpost(?, ${PRESENT})`,
    [orderId, now],
  )
  return row ? { hold_id: row.hold_id, points: Number(row.points) } : null
}

/** Raises the returned points of an order's redemption to `total`. Returns `null` if nothing is left to return. */
export async function returnRedeemed(
  db: Database,
  orderId: string,
  total: number,
  notBefore: Date,
  calculation: object | null,
): Promise<{ points: number; account_id: string; version: number; balance_after: number } | null> {
  const [row] = await rowsAgain<Record<"points" | "account_id" | "version" | "balance_after", string>>(
    db,
    "select * from clientele_points_redeem_return(?, ?, ?, ?)",
    [orderId, total, notBefore, calculation ? JSON.stringify(calculation) : null],
  )
  return row
    ? {
        points: Number(row.points),
        account_id: String(row.account_id),
        version: Number(row.version),
        balance_after: Number(row.balance_after),
      }
    : null
}

/** The accounts of these holds that are not locked. It waits for no lock; its own locks end with the statement. */
export async function readFreeHolds(db: Database, ids: readonly string[]): Promise<Set<string>> {
  const found = await rowsAgain<{ id: string }>(
    db,
    `with free as materialized (
       select a.id from clientele_points_account a
       where a.id in (select account_id from clientele_points_hold where id = any (?::text[]))
       order by a.id for no key update skip locked
     )
     select h.id from clientele_points_hold h where h.id = any (?::text[]) and h.account_id in (select id from free)`,
    [[...ids], [...ids]],
  )
  return new Set(found.map(({ id }) => id))
}

/** Lowers a live hold to the points that its cart carries. Returns false if it has ended or no longer has `from` points. */
export async function shrinkHold(db: Database, { id, from, to, requested }: Shrinkage): Promise<boolean> {
  const [row] = await rowsAgain<{ shrunk: boolean }>(db, "select clientele_points_hold_shrink(?, ?, ?, ?) as shrunk", [
    id,
    from,
    to,
    requested,
  ])
  return row?.shrunk === true
}

/** Ends a live hold without a deduction. Returns false if it had ended before. */
export async function endHold(
  db: Database,
  id: string,
  status: "released" | "expired",
  because: string,
): Promise<boolean> {
  const [row] = await rowsAgain<{ ended: boolean }>(db, "select clientele_points_hold_end(?, ?, ?) as ended", [
    id,
    status,
    because,
  ])
  return row?.ended === true
}
