import { generateEntityId } from "@medusajs/framework/utils"
import type { CalendarDate } from "../../../kernel/calendar"
import { type Database, type Pool, rows, type Within } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { hashOf, versionOf } from "../domain/cash-request"
import type { Allocation, AllocationRequest, CashRequest, CreditEntry, PostingRequest } from "../types"
import { ledgerRows, ledgerRowsWithin } from "./ledger-statements"
import { readCreditEntry } from "./read-ledger"

/** The result of a posting; `applied` is false if an earlier call with its key made it. */
export type Posted = { entry: CreditEntry; applied: boolean }

/** Records incoming money or a credit. @param today the entry's day if the request names none */
export async function cashIn(
  db: Database,
  type: "payment" | "credit_memo" | "adjustment",
  request: CashRequest & { currency_code: string },
  today: CalendarDate,
): Promise<Posted> {
  const { allocations } = request
  return post(
    db,
    request,
    "select * from clientele_credit_cash_in(?, ?, ?, ?::numeric, ?, ?, ?::date, ?::text[], ?::numeric[], ?, ?, ?, ?, ?)",
    [
      request.account_id,
      request.currency_code,
      type,
      request.amount,
      request.idempotency_key,
      hashOf(type, request),
      request.dated_on ?? today,
      allocations ? allocations.map(itemOf) : null,
      allocations ? allocations.map(({ amount }) => amount) : null,
      ...notesOf(request),
      request.actor_id,
    ],
  )
}

/**
 * Charges an account without an order, as an item of its own. A refund can pay back the money paid on an order. @param
 * dueOn the item's due date
 */
export async function chargeOwn(
  db: Database,
  type: "adjustment" | "refund",
  request: CashRequest & { currency_code: string; order_id?: string | null; po_number?: string | null },
  today: CalendarDate,
  dueOn: CalendarDate,
): Promise<Posted> {
  return post(
    db,
    request,
    "select * from clientele_credit_charge_own(?, ?, ?, ?::numeric, ?, ?, ?::date, ?, ?::date, ?, ?, ?, ?, ?, ?, ?)",
    [
      request.account_id,
      request.currency_code,
      type,
      request.amount,
      request.idempotency_key,
      hashOf(`${type}:charge`, request),
      request.dated_on ?? today,
      generateEntityId(undefined, "crec"),
      dueOn,
      ...notesOf(request),
      request.actor_id,
      request.order_id ?? null,
      request.po_number ?? null,
    ],
  )
}

/** Writes an item off; without an amount the whole open amount. */
export async function writeOff(
  db: Database,
  request: PostingRequest & { receivable_id: string; amount?: string | null },
  today: CalendarDate,
): Promise<Posted> {
  return post(db, request, "select * from clientele_credit_write_off(?, ?, ?::numeric, ?, ?, ?::date, ?, ?, ?)", [
    request.account_id,
    request.receivable_id,
    request.amount ?? null,
    request.idempotency_key,
    hashOf("write_off", request),
    request.dated_on ?? today,
    request.reason ?? null,
    request.note ?? null,
    request.actor_id,
  ])
}

/** Reverses an entry by its version. */
export async function reverse(
  db: Database,
  request: PostingRequest & { entry_id: string },
  today: CalendarDate,
): Promise<Posted> {
  return post(db, request, "select * from clientele_credit_reverse(?, ?, ?, ?, ?::date, ?, ?, ?)", [
    request.account_id,
    versionOf(request.account_id, request.entry_id),
    request.idempotency_key,
    hashOf("reversal", request),
    request.dated_on ?? today,
    request.reason ?? null,
    request.note ?? null,
    request.actor_id,
  ])
}

/** What became of the items that entries have charged: `paid` if money or a write-off is allocated to the item. */
export async function readChargeStates(
  db: Database,
  entries: readonly { account_id: string; entry_id: string }[],
): Promise<("open" | "paid" | "reversed" | "gone")[]> {
  const found = await rows<{ n: number; state: "open" | "paid" | "reversed" | "gone" }>(
    db,
    `select x.n, case when e.version is null or r.id is null then 'gone'
         when exists (select 1 from clientele_credit_entry y where y.account_id = x.account_id and y.reverses = x.version)
           then 'reversed'
         when r.open < r.charged then 'paid' else 'open' end as state
     from unnest(?::text[], ?::bigint[]) with ordinality x (account_id, version, n)
     left join clientele_credit_entry e on e.account_id = x.account_id and e.version = x.version
     left join clientele_credit_receivable r on r.id = e.receivable_id
     order by x.n`,
    [
      entries.map(({ account_id }) => account_id),
      entries.map(({ account_id, entry_id }) => versionOf(account_id, entry_id)),
    ],
  )
  return found.map(({ state }) => state)
}

/** The references of the entries that made these items, by item. */
export async function readReferences(
  db: Database,
  items: readonly { id: string; account_id: string }[],
): Promise<{ id: string; reference: string }[]> {
  return rows(
    db,
    `select e.receivable_id as id, n.reference from clientele_credit_entry e
     join clientele_credit_entry_note n on n.account_id = e.account_id and n.version = e.version
     where e.account_id = any (?::text[]) and e.receivable_id = any (?::text[]) and e.type = 'adjustment' and e.amount > 0
       and n.reference is not null`,
    [[...new Set(items.map(({ account_id }) => account_id))], items.map(({ id }) => id)],
  )
}

/** Allocates unapplied cash. @returns false if an earlier call with its key did it */
export async function allocate(pool: Pool, request: AllocationRequest, within?: Within<boolean>): Promise<boolean> {
  const isApplied = ([row]: { applied: boolean }[]) => row?.applied === true
  const done = await ledgerRowsWithin<{ applied: boolean }>(
    pool,
    "select clientele_credit_allocate_later(?, ?, ?::text[], ?::numeric[], ?, ?, ?) as applied",
    [
      request.account_id,
      request.entry_id ? versionOf(request.account_id, request.entry_id) : null,
      request.allocations.map(itemOf),
      request.allocations.map(({ amount }) => amount),
      request.idempotency_key,
      hashOf("allocation", request),
      request.actor_id,
    ],
    within && ((db, found) => within(db, isApplied(found))),
  )
  return isApplied(done)
}

async function post(db: Database, { account_id }: PostingRequest, sql: string, bindings: unknown[]): Promise<Posted> {
  const [row] = await ledgerRows<{ applied: boolean; version: string }>(db, sql, bindings)
  const entry = row && (await readCreditEntry(db, account_id, row.version))
  if (!entry) {
    throw clienteleError("unexpected")
  }
  return { entry, applied: row.applied }
}

const itemOf = ({ receivable_id, order_id }: Allocation): string => receivable_id ?? order_id ?? ""

const notesOf = ({ reason, note, reference, method }: PostingRequest) => [
  reason ?? null,
  note ?? null,
  reference ?? null,
  method ?? null,
]
