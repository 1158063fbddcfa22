import { type Database, rows } from "../../../kernel/database"
import type { CreditEntry } from "../types"
import { readEntriesOfKeys } from "./read-ledger"

/**
 * A capture (`amount` above 0) or refund of Medusa's in the ledger (ADR 0058). Amounts are decimal strings in major units.
 */
export type CreditCapture = {
  id: string
  order_id: string
  payment_id: string
  amount: string
  /** `open`: Medusa is to capture it. `undoing`: Medusa is to delete it. */
  status: "open" | "done" | "void" | "undoing" | "undone"
  /** Id of Medusa's capture or refund; `null` before Medusa has it. */
  medusa_id: string | null
  updated_at: Date
}

/** How far Medusa's payments follow an order's receivable. */
export type CaptureState = { order_id: string; account_id: string; open: string; paid: string; captured: string }

/** Medusa's row of a capture, with its order. */
export type MedusaCapture = {
  amount: string
  /** The amount that the payment had left before this capture. */
  room: string
  currency_code: string
  created_by: string | null
  payment_id: string
  order_id: string | null
  /** Of the order; its words become the receivable's. */
  metadata: Record<string, unknown> | null
}

/**
 * Orders that are behind: something is still to be captured, or more is captured than paid while the order owes something.
 */
const BEHIND = "order_id is not null and (paid > captured or (captured > paid and open > 0))"

const STATE = `select order_id, account_id, trim_scale(open)::text as open, trim_scale(paid)::text as paid,
  trim_scale(captured)::text as captured from clientele_credit_receivable`

export async function readCaptureStates(db: Database, orderIds: readonly string[]): Promise<CaptureState[]> {
  return rows<CaptureState>(db, `${STATE} where order_id = any (?)`, [orderIds])
}

export async function readCaptures(db: Database, orderIds: readonly string[]): Promise<CreditCapture[]> {
  return rows<CreditCapture>(
    db,
    `select id, order_id, payment_id, trim_scale(amount)::text as amount, status, medusa_id, updated_at from clientele_credit_capture
     where order_id = any (?) order by created_at, id`,
    [orderIds],
  )
}

/**
 * Orders whose payments in Medusa are behind the ledger, unsorted, so that orders that always fail do not block the others.
 *
 * @param accountId `null` for all accounts
 */
export async function readUncaptured(db: Database, accountId: string | null, limit: number): Promise<string[]> {
  const found = await rows<{ order_id: string }>(
    db,
    `select order_id from (
       select order_id from clientele_credit_receivable where ${BEHIND} and (?::text is null or account_id = ?)
       union select order_id from clientele_credit_capture
         where status in ('open', 'undoing') and (?::text is null or account_id = ?)) x
     order by random() limit ?`,
    [accountId, accountId, accountId, accountId, limit],
  )
  return found.map(({ order_id }) => order_id)
}

/** @returns the amount to capture, `"0"` for none */
export async function beginCapture(
  db: Database,
  { id, order_id, payment_id, room }: { id: string; order_id: string; payment_id: string; room: string },
): Promise<string> {
  const sql = "select trim_scale(clientele_credit_capture_begin(?, ?, ?, ?::numeric))::text as amount"
  const [row] = await rows<{ amount: string }>(db, sql, [id, order_id, payment_id, room])
  return row?.amount ?? "0"
}

export async function voidCapture(db: Database, id: string): Promise<boolean> {
  const [row] = await rows<{ done: boolean }>(db, "select clientele_credit_capture_void(?) as done", [id])
  return row?.done === true
}

/**
 * Gives up a capture that the ledger has and Medusa does not, because Medusa deleted it after the provider had accepted it.
 *
 * @returns false if Medusa has it
 */
export async function loseCapture(db: Database, id: string): Promise<boolean> {
  const [row] = await rows<{ lost: boolean }>(db, "select clientele_credit_capture_lose(?) as lost", [id])
  return row?.lost === true
}

/** @returns how many captures are to be undone */
export async function undoCaptures(db: Database, orderId: string): Promise<number> {
  const [row] = await rows<{ n: number }>(db, "select clientele_credit_capture_undo(?) as n", [orderId])
  return row?.n ?? 0
}

/** @param amount signed, below 0 for a refund */
export async function noteCapture(
  db: Database,
  note: { id: string; order_id: string; payment_id: string; amount: string; medusa_id: string },
): Promise<boolean> {
  const [row] = await rows<{ noted: boolean }>(
    db,
    "select clientele_credit_capture_note(?, ?, ?, ?::numeric, ?) as noted",
    [note.id, note.order_id, note.payment_id, note.amount, note.medusa_id],
  )
  return row?.noted === true
}

/** Links a capture to its row of Medusa's. @returns false if it has another one, or was given up */
export async function claimCapture(
  db: Database,
  { id, medusa_id, amount }: { id: string; medusa_id: string; amount: string },
): Promise<boolean> {
  const claimed = await rows(
    db,
    `update clientele_credit_capture set status = 'done', medusa_id = ?, updated_at = clock_timestamp()
     where id = ? and amount = ?::numeric and (status = 'open' or (status = 'done' and medusa_id = ?)) returning id`,
    [medusa_id, id, amount, medusa_id],
  )
  return claimed.length > 0
}

/** Marks the payment of a capture, so that the next {@link announceCaptures} returns it. */
export async function announceLater(db: Database, medusaId: string): Promise<void> {
  await rows(db, "update clientele_credit_capture set announced = false where medusa_id = ?", [medusaId])
}

/** @returns the payments of the Capture button on these orders that no call has returned before */
export async function announceCaptures(db: Database, orderIds: readonly string[]): Promise<CreditEntry[]> {
  const found = await rows<{ medusa_id: string }>(
    db,
    `update clientele_credit_capture set announced = true where order_id = any (?) and not announced returning medusa_id`,
    [orderIds],
  )
  return readEntriesOfKeys(
    db,
    found.map(({ medusa_id }) => `capture:${medusa_id}`),
  )
}

export async function endUndoing(db: Database, id: string): Promise<void> {
  await rows(
    db,
    `update clientele_credit_capture set status = 'undone', updated_at = clock_timestamp()
     where id = ? and status = 'undoing'`,
    [id],
  )
}

/** How long one process captures an order's payments before another one may. */
const LEASE = "interval '60 seconds'"

/** @returns whether this process has the lease of the order now */
export async function takeCaptureLease(db: Database, orderId: string): Promise<boolean> {
  const taken = await rows(
    db,
    `update clientele_credit_receivable set capture_lease = clock_timestamp() + ${LEASE}
     where order_id = ? and (capture_lease is null or capture_lease < clock_timestamp()) returning id`,
    [orderId],
  )
  return taken.length > 0
}

export async function endCaptureLease(db: Database, orderId: string): Promise<void> {
  await rows(db, "update clientele_credit_receivable set capture_lease = null where order_id = ?", [orderId])
}

/**
 * Reads a capture's row by SQL: a payment provider gets its id only, and its container has no other way (ADR 0058).
 *
 * @returns `undefined` if Medusa has deleted it
 */
export async function readMedusaCapture(db: Database, captureId: string): Promise<MedusaCapture | undefined> {
  const [found] = await rows<MedusaCapture>(
    db,
    `select c.raw_amount ->> 'value' as amount,
       ((p.raw_amount ->> 'value')::numeric - coalesce((select sum((o.raw_amount ->> 'value')::numeric) from capture o
         where o.payment_id = p.id and o.id <> c.id and o.deleted_at is null), 0))::text as room, p.currency_code, c.created_by, p.id as payment_id, l.order_id, o.metadata
     from capture c join payment p on p.id = c.payment_id
     left join order_payment_collection l on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     left join "order" o on o.id = l.order_id
     where c.id = ? and c.deleted_at is null`,
    [captureId],
  )
  return found
}
