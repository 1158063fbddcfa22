import { canonicalMailbox } from "../../kernel/mailbox"
import { type Condition, readModel } from "../../kernel/reading/read-model"
import { parseEntryId } from "./domain/entry-id"
import { ClientelePointsAccount } from "./models/account"
import { ClientelePointsEntry } from "./models/entry"

const PENDING = "clientele_points_pending(t.id, :now)"
const FREE = `(t.balance - t.held - ${PENDING})`
/** Due points that no sweep has expired yet are not available (as in sql/read-accounts.ts). */
const DUE = `(select coalesce(sum(l.remaining), 0) from clientele_points_lot l
  where l.account_id = t.id and l.remaining > 0 and l.expires_at <= :now)`

/** Points accounts, the oldest first. */
export const accounts = readModel({
  model: ClientelePointsAccount,
  one: "ClientelePointsAccount",
  many: "ClientelePointsAccounts",
  from: "clientele_points_account t",
  expressions: {
    email: "t.mailbox",
    points_balance: "t.balance",
    points_held: "t.held",
    points_pending: PENDING,
    points_available: `greatest(0, ${FREE} - greatest(0, least(${DUE}, ${FREE})))`,
  },
  exact: { id: "integer" },
  without: ["deleted_at"],
  lookups: { email: ofMailboxes },
  echo: { field: "email", canonical: canonicalMailbox },
  order: "t.id",
})

/** Entries, each account's oldest first. */
export const entries = readModel({
  model: ClientelePointsEntry,
  one: "ClientelePointsEntry",
  many: "ClientelePointsEntries",
  from: "clientele_points_entry t left join clientele_points_entry_note n using (account_id, version)",
  expressions: {
    id: "('pent_' || t.account_id || '_' || t.version)",
    type: "t.type::text",
    reason: "t.reason::text",
    stated_reason: "n.stated_reason",
    note: "n.note",
    actor_id: "n.actor_id",
    // The counterpart's keys of a merge are hidden, because they belong to another customer (as in sql/read-accounts.ts).
    calculation: "case when t.reason <> 'merge' then t.calculation end",
  },
  exact: { account_id: "integer" },
  without: ["updated_at", "deleted_at"],
  lookups: { id: ofIds, order_id: ofOrders },
  order: "t.account_id, t.version",
})

function ofMailboxes(spellings: string[]): Condition {
  return { sql: "t.mailbox = any (?::text[])", bindings: [spellings.map(canonicalMailbox)] }
}

/** Uses the primary key, which the entry's id contains. */
function ofIds(ids: string[]): Condition {
  const keys = ids.flatMap((id) => {
    const key = parseEntryId(id)
    return key ? [[key.account_id, key.version]] : []
  })
  return either("t.account_id = ? and t.version = ?", keys)
}

/**
 * Uses the keys of an order's entries, which begin with its id, because there is no index on `order_id`. Each order is a
 * range, because PostgreSQL's statistics estimate ranges well and the join badly.
 */
function ofOrders(ids: string[]): Condition {
  const { sql, bindings } = either(
    "t.idempotency_key > ? and t.idempotency_key < ?",
    ids.map((id) => [`${id}:`, `${id};`]),
  )
  return { sql: `(${sql}) and t.order_id = any (?::text[])`, bindings: [...bindings, ids] }
}

function either(sql: string, keys: string[][]): Condition {
  return { sql: keys.length === 0 ? "false" : keys.map(() => `(${sql})`).join(" or "), bindings: keys.flat() }
}
