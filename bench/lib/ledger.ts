import fs from "node:fs"
import { query } from "../../integration-tests/helpers/database"
import { openPointsStore, type PointsStore, settlement } from "../../integration-tests/modules/points/store"
import type { Settlement } from "../../src/modules/points"
import { reference } from "./pgbench"

export const ACCOUNTS = 100_000

const mailboxOf = (account: number) => `shopper${account}@example.com`

const FILL = `
  insert into clientele_points_account (mailbox)
    select 'shopper' || n || '@example.com' from generate_series(1, ${ACCOUNTS}) n;
  analyze clientele_points_account`

/**
 * Opens a migrated database with 100,000 accounts, and the points module with a pool of ten connections, as Medusa configures it.
 */
export async function openLedger(options: { withReference: boolean }): Promise<PointsStore> {
  const store = await openPointsStore()
  await query(store.database, FILL)
  if (options.withReference) {
    await query(store.database, fs.readFileSync(reference("schema.sql"), "utf8"))
    await query(store.database, "analyze bench_limit.account")
  }
  return store
}

const INSUFFICIENT_PRIVILEGE = "42501"

/** Writes dirty pages of earlier rounds to disk, so that they do not slow down the next round. Needs a privileged role. */
export async function checkpoint(store: Pick<PointsStore, "db">): Promise<void> {
  try {
    await store.db.raw("checkpoint")
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error
  }
}

let orders = 0

/** The first award of a new order, with the calculation that a real award carries. */
export function newAward(account: number): Settlement {
  orders += 1
  const number = String(orders).padStart(12, "0")
  return settlement({ order_id: `order_01BENCH${process.pid}${number}`, mailbox: mailboxOf(account), target: 10 })
}

/** A random integer from 1 to `max`. */
export const anyOf = (max: number) => 1 + Math.floor(Math.random() * max)
