import { setTimeout as sleep } from "node:timers/promises"
import knex from "knex"
import { trialBalance } from "../../integration-tests/faults/ledger"
import { query, type TestDatabase } from "../../integration-tests/helpers/database"
import type { Receiver } from "../../integration-tests/helpers/webhook-receiver"
import { CreditModuleService } from "../../src/modules/credit"
import { POINTS } from "../lib/carts"
import { outOfOrder } from "./tally"
import type { Acknowledged } from "./visitors"

/** One fact about a run: the expected count and the count that was found. */
export type Fact = { fact: string; expected: number; found: number }

type Counts = Record<string, number>

/** Every order of the run, acknowledged or not, with the rows that must exist exactly once. */
const ORDERS = `select
  (select count(*)::int from unnest($1::text[]) id join "order" o using (id)) as "acknowledged orders that exist",
  (select count(*)::int from unnest($2::text[]) as wanted where (select array_agg(e.points::int) from clientele_points_entry e
     where e.order_id = wanted and e.reason = 'redemption') = array[-$4::int]) as "orders with points that have one deduction",
  (select count(*)::int from unnest($2::text[]) as wanted where (select array_agg(h.status) from clientele_points_hold h
     where h.order_id = wanted) = array['posted']) as "orders with points that have one hold, posted",
  (select count(*)::int from unnest($3::text[]) as wanted where (select array_agg(h.status) from clientele_credit_hold h
     where h.order_id = wanted) = array['posted']) as "orders on terms that have one hold, posted",
  (select count(*)::int from unnest($3::text[]) as wanted where (select array_agg(r.charged) from clientele_credit_receivable r
     where r.order_id = wanted) = array[40::numeric]) as "orders on terms that owe their total once",
  (select count(*)::int from unnest($5::text[]) as wanted where (select array_agg(e.points::int) from clientele_points_entry e
     where e.order_id = wanted and e.reason = 'order') = array[35]) as "captured orders that earned their points once"`

/** Rows that must not exist. The answer to an order may get lost, but never its entries in the ledgers. */
const NEVER = `select
  (select count(*)::int from clientele_points_entry e where e.order_id is not null
     and not exists (select from "order" o where o.id = e.order_id)) as "entries without their order",
  (select count(*)::int from clientele_credit_receivable r where r.order_id is not null
     and not exists (select from "order" o where o.id = r.order_id)) as "receivables without their order",
  (select count(*)::int from "order" o join order_item i on i.order_id = o.id
     join order_line_item_adjustment a on a.item_id = i.item_id and a.code like 'phold%'
     where not exists (select from clientele_points_entry e where e.order_id = o.id and e.reason = 'redemption'))
     as "discounts without a deduction"`

const WEBHOOKS = `select
  (select count(*)::int from clientele_webhook_message) as messages,
  (select count(*)::int from clientele_webhook_message where sequence is null) as unhanded,
  (select count(*)::int from clientele_webhook_delivery) as deliveries,
  (select count(*)::int from clientele_webhook_delivery where status = 'delivered') as delivered`

async function countsOf(database: TestDatabase, sql: string, values: unknown[] = []): Promise<Counts> {
  return (await query<Counts>(database, sql, values))[0] ?? {}
}

async function ordersOf(database: TestDatabase, orders: readonly Acknowledged[]): Promise<Fact[]> {
  const ids = (holds: (one: Acknowledged) => boolean) => orders.filter(holds).map(({ id }) => id)
  const all = ids(() => true)
  const withPoints = ids(({ how }) => how === "points")
  const onTerms = ids(({ how }) => how === "terms")
  const captured = ids((one) => one.captured)
  const found = await countsOf(database, ORDERS, [all, withPoints, onTerms, POINTS, captured])
  const expected = [all, withPoints, withPoints, onTerms, onTerms, captured].map(({ length }) => length)
  return Object.entries(found).map(([fact, count], n) => ({ fact, expected: expected[n] ?? 0, found: count }))
}

const isDone = (facts: readonly Fact[]) => facts.every(({ expected, found }) => expected === found)

async function isQuiet(database: TestDatabase): Promise<boolean> {
  const { messages, unhanded, deliveries, delivered } = await countsOf(database, WEBHOOKS)
  return unhanded === 0 && messages === deliveries && deliveries === delivered
}

/**
 * Waits until awards, receivables and webhooks have caught up. @returns seconds, or undefined if they did not catch up within
 * `seconds`
 */
export async function settled(
  database: TestDatabase,
  orders: readonly Acknowledged[],
  seconds: number,
): Promise<number | undefined> {
  const started = Date.now()
  while (Date.now() - started < seconds * 1000) {
    if (isDone(await ordersOf(database, orders)) && (await isQuiet(database))) return (Date.now() - started) / 1000
    await sleep(250)
  }
  return undefined
}

/** Proves that the run lost nothing, doubled nothing and kept the order of messages. */
export async function prove(
  database: TestDatabase,
  orders: readonly Acknowledged[],
  { received, unsigned }: Pick<Receiver, "received"> & { unsigned: () => number },
): Promise<Fact[]> {
  const never = Object.entries(await countsOf(database, NEVER)).map(([fact, found]) => ({ fact, expected: 0, found }))
  const { messages = 0, delivered = 0 } = await countsOf(database, WEBHOOKS)
  const accepted = received.filter((one) => one.accepted)
  const arrived = accepted.map(({ id, body }) => ({ id, subject: body.subject, sequence: body.sequence }))
  return [
    ...(await ordersOf(database, orders)),
    { fact: "orders of which no answer came", expected: 0, found: await unacknowledged(database, orders) },
    ...never,
    { fact: "credit accounts that fail the trial balance", expected: 0, found: await failingCredit(database) },
    {
      fact: "points accounts that fail the trial balance",
      expected: 0,
      found: (await trialBalance(database.url)).length,
    },
    { fact: "webhook messages that are delivered", expected: messages, found: delivered },
    {
      fact: "webhook messages that the receiver has",
      expected: messages,
      found: new Set(arrived.map(({ id }) => id)).size,
    },
    { fact: "webhook messages that came before an earlier one", expected: 0, found: outOfOrder(arrived).length },
    { fact: "webhook messages with a wrong signature", expected: 0, found: unsigned() },
  ]
}

/** Checks credit accounts as `clientele check` does. */
async function failingCredit(database: TestDatabase): Promise<number> {
  const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
  try {
    const page = await new CreditModuleService({ __pg_connection__: pool }).findDisagreements("", 1_000_000)
    return page.disagreements.length
  } finally {
    await pool.destroy()
  }
}

async function unacknowledged(database: TestDatabase, orders: readonly Acknowledged[]): Promise<number> {
  const [row] = await query<{ count: number }>(
    database,
    'select count(*)::int as count from "order" where id <> all ($1::text[])',
    [orders.map(({ id }) => id)],
  )
  return row?.count ?? 0
}
