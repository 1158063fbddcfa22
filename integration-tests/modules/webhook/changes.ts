import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "knex"
import type { Within } from "../../../src/kernel/database"
import { CreditModuleService } from "../../../src/modules/credit"
import PointsModuleService from "../../../src/modules/points/service"

/** A change that reports by a message of its own how many things it did, for a second service that does the same. */
type Change = {
  name: string
  prepare: (db: Knex) => Promise<string>
  take: (db: Knex, prepared: string, within: Within<number>) => Promise<unknown>
}

const by = { stated_reason: "a test", actor_id: "user_1" }
const DAY_MS = 86_400_000
const DUNNING = { level: 1, daysFromDue: 3 }

const pointsOf = (db: Knex) => new PointsModuleService({ __pg_connection__: db })
const creditOf = (db: Knex) => new CreditModuleService({ __pg_connection__: db })
const newId = (prefix: string) => generateEntityId(undefined, prefix)
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

/** An account that owes 40 since the day of `due_on`. @returns its id */
async function owing(db: Knex, due_on: string): Promise<string> {
  const account_id = newId("cus")
  await creditOf(db).saveTerms(account_id, { credit_limit: "100", payment_terms: "net_30" }, "usd")
  await creditOf(db).adjust({ account_id, idempotency_key: newId("key"), ...credited("40"), due_on })
  return account_id
}

const credited = (amount: string) => ({ amount, reason: "opening", actor_id: "user_1" })

async function itemOf(db: Knex, account_id: string): Promise<string> {
  const { rows } = await db.raw("select id from clientele_credit_receivable where account_id = ?", [account_id])
  return rows[0].id
}

/** Takes what is of this account. Other tests' items may be taken, too, and are not counted. */
const counting =
  <One>(within: Within<number>, isMine: (one: One) => boolean): Within<One[]> =>
  (db, some) =>
    within(db, some.filter(isMine).length)

/** Each change whose message no trigger writes, once. */
export const changes = (): Change[] => [
  {
    name: "a merge of points",
    prepare: async (db) => {
      const from = `${newId("m")}@example.com`.toLowerCase()
      await pointsOf(db).adjust({ mailbox: from, points: 5, ...by })
      return from
    },
    take: (db, from, within) =>
      pointsOf(db).merge({ from, to: `heir-of-${from}`, idempotency_key: from, ...by }, (trx, { applied }) =>
        within(trx, applied ? 1 : 0),
      ),
  },
  {
    name: "the notice of points that expire soon",
    prepare: async (db) => {
      const mailbox = `${newId("m")}@example.com`.toLowerCase()
      const { account_id } = await pointsOf(db).adjust({ mailbox, points: 5, ...by })
      await db.raw("update clientele_points_lot set expires_at = now() + interval '3 days' where account_id = ?", [
        account_id,
      ])
      return account_id
    },
    take: (db, accountId, within) =>
      pointsOf(db).takeExpiring(
        500,
        counting(within, ({ account_id }) => account_id === accountId),
      ),
  },
  {
    name: "an allocation of unapplied cash",
    prepare: async (db) => {
      const account_id = await owing(db, daysAgo(0))
      await db.raw("update clientele_credit_account set allocation = 'manual' where customer_id = ?", [account_id])
      await creditOf(db).recordPayment({ account_id, idempotency_key: newId("key"), actor_id: null, amount: "10" })
      return account_id
    },
    take: async (db, account_id, within) =>
      creditOf(db).allocate(
        {
          ...{ account_id, idempotency_key: `allocate:${account_id}`, actor_id: null },
          allocations: [{ receivable_id: await itemOf(db, account_id), amount: "10" }],
        },
        (trx, applied) => within(trx, applied ? 1 : 0),
      ),
  },
  {
    name: "the notice that an item is paid",
    prepare: async (db) => {
      const account_id = await owing(db, daysAgo(0))
      await creditOf(db).recordPayment({ account_id, idempotency_key: newId("key"), actor_id: null, amount: "40" })
      return account_id
    },
    take: (db, accountId, within) =>
      creditOf(db).takeUnannouncedPaid(
        [accountId],
        counting(within, () => true),
      ),
  },
  {
    name: "the notice that an item is overdue",
    prepare: (db) => owing(db, daysAgo(10)),
    take: (db, accountId, within) =>
      creditOf(db).takeOverdue(
        500,
        counting(within, ({ account_id }) => account_id === accountId),
      ),
  },
  {
    name: "the claim of a dunning level",
    prepare: (db) => owing(db, daysAgo(10)),
    take: (db, accountId, within) =>
      creditOf(db).takeReminders(
        DUNNING,
        500,
        counting(within, ({ account_id }) => account_id === accountId),
      ),
  },
]
