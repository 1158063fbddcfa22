import { type Database, rows } from "./prepared-statements"

/** An account in a list. All numbers are points; `mailbox` is `null` if the person was anonymised. */
export type ListedAccount = {
  id: string
  mailbox: string | null
  balance: number
  held: number
  lifetime_earned: number
  lifetime_redeemed: number
  updated_at: Date
}

export type AccountSearch = {
  /** Beginning of a mailbox, in lower case; `""` for all. */
  prefix: string
  /** Accounts of these mailboxes are included, too. */
  mailboxes: readonly string[]
  /** Accounts of these are left out. */
  without: readonly string[]
}

/** Maximum count. Above it, the number is a lower bound. */
const MOST_COUNTED = 10_000

type Row = { [Key in keyof ListedAccount]: Key extends "updated_at" ? Date : string | null }

/** `%`, `_` and `\` mean themselves (contract M40). */
const literally = (text: string) => text.replace(/[\\%_]/g, "\\$&")

/**
 * A page of accounts by mailbox, in the order of the unique index on mailboxes.
 *
 * @param limit 1 to 100
 * @returns `count` up to 10,000; above that it is 10,001 and `count_is_estimate`
 */
export async function listAccounts(
  db: Database,
  { prefix, mailboxes, without }: AccountSearch,
  limit: number,
  offset: number,
): Promise<{ accounts: ListedAccount[]; count: number; count_is_estimate: boolean }> {
  const search = prefix === "" ? "true" : "(mailbox like ? or mailbox = any (?::text[]))"
  const where = `${search} and mailbox <> all (?::text[])`
  const bindings = [...(prefix === "" ? [] : [`${literally(prefix)}%`, [...mailboxes]]), [...without]]
  const found = await rows<Row>(
    db,
    `select id::text, case when mailbox <> 'anonymized-' || id then mailbox end as mailbox, balance, held, lifetime_earned,
       lifetime_redeemed, updated_at
     from clientele_points_account where ${where} order by clientele_points_account.mailbox limit ? offset ?`,
    [...bindings, limit, offset],
  )
  const [counted] = await rows<{ count: number }>(
    db,
    `select count(*)::int as count from (select 1 from clientele_points_account where ${where} limit ?) found`,
    [...bindings, MOST_COUNTED + 1],
  )
  const count = counted?.count ?? 0
  return { accounts: found.map(toListed), count, count_is_estimate: count > MOST_COUNTED }
}

const toListed = (row: Row): ListedAccount => ({
  id: String(row.id),
  mailbox: row.mailbox,
  balance: Number(row.balance),
  held: Number(row.held),
  lifetime_earned: Number(row.lifetime_earned),
  lifetime_redeemed: Number(row.lifetime_redeemed),
  updated_at: row.updated_at,
})

/** Whether an order has ever earned points, and whether points were ever redeemed. */
export async function readFirsts(db: Database): Promise<{ earned: boolean; redeemed: boolean }> {
  const [found] = await rows<{ earned: boolean; redeemed: boolean }>(
    db,
    `select exists (select 1 from clientele_points_account where lifetime_earned > 0) as earned,
       exists (select 1 from clientele_points_hold where order_id is not null) as redeemed`,
  )
  return { earned: found?.earned === true, redeemed: found?.redeemed === true }
}

export type Balance = { mailbox: string; balance: number; held: number }

/**
 * Balances other than 0, ordered by mailbox, after `after`. Accounts of anonymised persons and of `without` are left out.
 */
export async function listBalances(
  db: Database,
  after: string,
  without: readonly string[],
  limit: number,
): Promise<Balance[]> {
  const found = await rows<{ mailbox: string; balance: string; held: string }>(
    db,
    `select mailbox, balance, held from clientele_points_account
     where mailbox > ? and balance <> 0 and mailbox <> 'anonymized-' || id and mailbox <> all (?::text[])
     order by mailbox limit ?`,
    [after, [...without], limit],
  )
  return found.map((row) => ({ mailbox: row.mailbox, balance: Number(row.balance), held: Number(row.held) }))
}
