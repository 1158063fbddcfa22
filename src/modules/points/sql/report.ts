import type { RollForwardRow } from "../types"
import { type Database, rows } from "./database"

/**
 * The daily roll-forward (CONTRACT R48). An entry belongs to its order's currency; one without an order (an adjustment, an
 * expiry) belongs to the store's default currency. Days are UTC.
 */
const ROLL_FORWARD = `with bounds as (
  select ?::date as first, ?::date as last
), days as (
  select coalesce(e.currency_code, ?) as currency_code, (e.created_at at time zone 'UTC')::date as date, e.points, e.reason
  from clientele_points_entry e, bounds b
  where e.created_at < ((b.last + 1)::timestamp at time zone 'UTC')
), opening as (
  select d.currency_code, sum(d.points) as points from days d, bounds b where d.date < b.first group by 1
), moves as (
  select d.currency_code, d.date,
    coalesce(sum(d.points) filter (where d.reason in ('order', 'order_change')), 0) as earned,
    coalesce(sum(d.points) filter (where d.reason = 'refund_reversal'), 0) as reversed,
    coalesce(sum(d.points) filter (where d.reason = 'redemption'), 0) as redeemed,
    coalesce(sum(d.points) filter (where d.reason = 'redeem_return'), 0) as returned,
    coalesce(sum(d.points) filter (where d.reason = 'expiry'), 0) as expired,
    coalesce(sum(d.points) filter (where d.reason in ('manual', 'import', 'merge')), 0) as adjusted,
    sum(d.points) as net
  from days d, bounds b where d.date >= b.first group by 1, 2
), currencies as (
  select currency_code from opening union select currency_code from moves union select ?
), filled as (
  select c.currency_code, g.date::date as date, coalesce(o.points, 0) as before,
    coalesce(m.earned, 0) as earned, coalesce(m.reversed, 0) as reversed, coalesce(m.redeemed, 0) as redeemed,
    coalesce(m.returned, 0) as returned, coalesce(m.expired, 0) as expired, coalesce(m.adjusted, 0) as adjusted,
    coalesce(m.net, 0) as net
  from currencies c cross join bounds b
  cross join lateral generate_series(b.first, b.last, interval '1 day') as g (date)
  left join opening o on o.currency_code = c.currency_code
  left join moves m on m.currency_code = c.currency_code and m.date = g.date::date
)
select to_char(f.date, 'YYYY-MM-DD') as date, f.currency_code,
  f.before + sum(f.net) over w - f.net as opening,
  f.earned, f.reversed, f.redeemed, f.returned, f.expired, f.adjusted,
  f.before + sum(f.net) over w as closing
from filled f window w as (partition by f.currency_code order by f.date)
order by f.date, f.currency_code`

export async function readRollForward(
  db: Database,
  from: string,
  to: string,
  defaultCurrency: string,
): Promise<RollForwardRow[]> {
  const found = await rows<Record<string, string>>(db, ROLL_FORWARD, [from, to, defaultCurrency, defaultCurrency])
  return found.map((row) => ({
    date: String(row.date),
    currency_code: String(row.currency_code),
    opening: Number(row.opening),
    earned: Number(row.earned),
    reversed: Number(row.reversed),
    redeemed: Number(row.redeemed),
    returned: Number(row.returned),
    expired: Number(row.expired),
    adjusted: Number(row.adjusted),
    closing: Number(row.closing),
  }))
}

export type EarnMonth = { month: string; granted: number; redeemed: number; expired: number }

/** By the month in which points were granted: how many of them were redeemed and how many expired (breakage). */
export async function readEarnMonths(db: Database, to: string): Promise<EarnMonth[]> {
  const found = await rows<Record<string, string>>(
    db,
    `with until as (select ((?::date + 1)::timestamp at time zone 'UTC') as moment),
     used as (
       select u.lot_source,
         sum(u.points) filter (where e.reason = 'redemption') as redeemed,
         sum(u.points) filter (where e.reason = 'expiry') as expired
       from clientele_points_lot_use u
       join clientele_points_entry e using (account_id, version), until
       where e.created_at < until.moment group by 1
     )
     select to_char(l.created_at at time zone 'UTC', 'YYYY-MM') as month, sum(l.granted) as granted,
       coalesce(sum(u.redeemed), 0) as redeemed, coalesce(sum(u.expired), 0) as expired
     from clientele_points_lot l left join used u on u.lot_source = l.source, until
     where l.created_at < until.moment group by 1 order by 1`,
    [to],
  )
  return found.map((row) => ({
    month: String(row.month),
    granted: Number(row.granted),
    redeemed: Number(row.redeemed),
    expired: Number(row.expired),
  }))
}
