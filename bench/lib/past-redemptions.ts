import knex from "knex"
import { query, type TestDatabase } from "../../integration-tests/helpers/database"
import { settlement, trialBalance } from "../../integration-tests/modules/points/store"
import { PointsModuleService } from "../../src/modules/points"

/** Redemptions of one shopper, and points of each. */
const EACH = 5
const POINTS = 100

/** Awards in one call, and holds in one statement, which is one transaction. */
const AWARDS = 1_000
const HOLDS = 10_000

const mailboxOf = (shopper: number) => `past${shopper}@example.com`

const PLACE = `
  select count(*) from generate_series($1::int, $2::int) n, lateral clientele_points_hold_place(
    'phold_past' || n, 'past' || n / ${EACH} || '@example.com', 'cart_past' || n, ${POINTS}, 'usd', 100, 50, 0, 0, null,
    now() + interval '1 hour', now()) placed`

/** Of ten holds, eight were paid, one was cancelled and one expired. */
const END = `
  select count(*) from generate_series($1::int, $2::int) n, lateral (select case n % 10
    when 8 then clientele_points_hold_end('phold_past' || n, 'released', 'shopper')
    when 9 then clientele_points_hold_end('phold_past' || n, 'expired', 'time')
    else (select applied from clientele_points_hold_post('phold_past' || n, 'order_past' || n, ${POINTS}, null, now()))
  end) ended`

/** Dates the holds back: the store's sweep reads the last hour, and would look for a hundred thousand orders that do not exist. */
const LONG_AGO = `begin; set local session_replication_role = replica;
  update clientele_points_entry set created_at = created_at - interval '1 year'; commit`

/** Fills a store that has redeemed for years: holds with all their rows, made by the ledger's own functions. */
export async function makePastRedemptions(database: TestDatabase, count: number): Promise<void> {
  const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
  try {
    const points = new PointsModuleService({ __pg_connection__: pool })
    const { fencing_token } = await points.drawReading([])
    for (let shopper = 0; shopper <= count / EACH; shopper += AWARDS) {
      const awards = Array.from({ length: AWARDS }, (_one, index) => {
        const order_id = `order_before_past${shopper + index}`
        return settlement({ order_id, mailbox: mailboxOf(shopper + index), target: EACH * POINTS })
      })
      await points.settle(awards, fencing_token, false)
    }
    for (let from = 1; from <= count; from += HOLDS) {
      const range = [from, Math.min(from + HOLDS - 1, count)]
      await query(database, PLACE, range)
      await query(database, END, range)
    }
    await query(database, LONG_AGO)
    const wrong = await trialBalance(points)
    if (wrong.length > 0) throw new Error(`the past redemptions do not add up: ${JSON.stringify(wrong.slice(0, 3))}`)
  } finally {
    await pool.destroy()
  }
}
