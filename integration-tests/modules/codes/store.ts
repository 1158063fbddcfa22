import { setTimeout as sleep } from "node:timers/promises"
import knex, { type Knex } from "knex"
import { hasCode } from "../../../src/kernel/errors"
import OneTimeCodeModuleService from "../../../src/modules/one_time_code/service"
import type { IssueRequest, VerifyRequest } from "../../../src/modules/one_time_code/types"
import { createDatabase, type TestDatabase } from "../../helpers/database"

export const SECRET = "the secret of these tests, 32 characters"

/** The module on a migrated database of its own, without a Medusa server around it; the test moves the clock. */
export type CodeStore = {
  codes: OneTimeCodeModuleService
  /** A second instance, on a pool of its own. */
  other: OneTimeCodeModuleService
  /** Two instances with the default budget of a site; the others have room for every test's failures. */
  strict: [OneTimeCodeModuleService, OneTimeCodeModuleService]
  db: Knex
  database: TestDatabase
  /** What the instances logged. */
  warnings: string[]
  /** Moves the present of all instances on. */
  pass: (ms: number) => void
  close: () => Promise<void>
}

export async function openCodeStore(): Promise<CodeStore> {
  const database = await createDatabase()
  const pools: Knex[] = []
  const open = () => {
    const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
    pools.push(pool)
    return pool
  }
  const warnings: string[] = []
  const logger = { warn: (message: string) => void warnings.push(message) }
  let now = Date.parse("2026-11-21T12:00:00Z")
  const service = (db: Knex, network: object = { failuresPerDay: 100_000 }) => {
    const made = new OneTimeCodeModuleService({ __pg_connection__: db, logger }, { codeSecret: SECRET, network })
    made.clock = () => new Date(now)
    return made
  }
  const [db, second] = [open(), open()]
  return {
    codes: service(db),
    other: service(second),
    strict: [service(db, {}), service(second, {})],
    warnings,
    db,
    database,
    pass: (ms) => {
      now += ms
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.destroy()))
      await database.drop()
    },
  }
}

export const HOME = "192.0.2.1"
export const ELSEWHERE = "198.51.100.1"
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const asked = (mailbox: string, more: Partial<IssueRequest> = {}): IssueRequest => ({
  mailbox,
  network: HOME,
  by_owner: false,
  cart_id: null,
  ttl_minutes: 10,
  ...more,
})

export const guessed = (mailbox: string, code: string, more: Partial<VerifyRequest> = {}): VerifyRequest => ({
  mailbox,
  code,
  network: HOME,
  by_owner: false,
  challenge_id: null,
  ttl_minutes: 30,
  ...more,
})

/** What a call ended with: `ok`, or the error's code. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "ok"
  } catch (error) {
    const known = ["code_invalid", "rate_limited", "redemption_token_invalid"] as const
    const code = known.find((one) => hasCode(error, one))
    if (!code) throw error
    return code
  }
}

/** How often each outcome came. */
export async function outcomes(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const one of await Promise.all(calls.map(outcome))) found[one] = (found[one] ?? 0) + 1
  return found
}

/** A challenge and its code, as the worker makes it. */
export async function challenge(
  codes: OneTimeCodeModuleService,
  mailbox: string,
  more: Partial<IssueRequest> = {},
): Promise<{ id: string; code: string; wrong: string }> {
  const { challenge_id: id } = await codes.issue(asked(mailbox, more))
  const code = await codes.makeCode({ id, mailbox })
  return { id, code, wrong: String((Number(code) + 1) % 1_000_000).padStart(6, "0") }
}

/** A token for a mailbox. */
export async function token(
  codes: OneTimeCodeModuleService,
  mailbox: string,
  more: Partial<IssueRequest> = {},
): Promise<string> {
  const { id, code } = await challenge(codes, mailbox, more)
  return (await codes.verify(guessed(mailbox, code, { challenge_id: id }))).token
}

/** Keeps everybody from counting for a mailbox, until `count` calls wait to do so and the gate opens. */
export async function lockMailbox(
  store: CodeStore,
  mailbox: string,
): Promise<{ open: (count: number) => Promise<void> }> {
  const transaction = await store.db.transaction()
  await transaction.raw("select clientele_code_lock(?)", [mailbox])
  const waiting = `select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`
  const deadline = Date.now() + 20_000
  return {
    open: async (count) => {
      try {
        while ((await transaction.raw(waiting)).rows[0].waiting < count) {
          if (Date.now() > deadline) throw new Error(`nobody waits for the lock of ${mailbox}`)
          await sleep(20)
          // Inside of a transaction, statistics are read once.
          await transaction.raw("select pg_stat_clear_snapshot()")
        }
      } finally {
        await transaction.commit()
      }
    },
  }
}
