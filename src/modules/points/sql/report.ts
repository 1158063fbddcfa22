import type { RollForwardRow } from "../types"
import { type Database, rows } from "./prepared-statements"

/**
 * The daily roll-forward (contract R48). An entry belongs to its order's currency, even if the entry does not name it
 * (returned points do not). An entry without an order (an adjustment, an expiry) belongs to the store's default currency.
 * Days are UTC.
 */
const ROLL_FORWARD = `with bounds as (
  select ?::date as first, ?::date as last
), days as (
  select coalesce(e.currency_code, o.currency_code, ?) as currency_code, (e.created_at at time zone 'UTC')::date as date, e.points, e.reason
  from bounds b cross join clientele_points_entry e
  left join lateral (
    select x.currency_code from clientele_points_entry x
    where e.currency_code is null and e.order_id is not null and x.currency_code is not null
      and x.idempotency_key > e.order_id || ':' and x.idempotency_key < e.order_id || ';'
    limit 1
  ) o on true
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

/** The use of the points that were granted in a month (UTC). All numbers are points. */
export type EarnMonth = { month: string; granted: number; redeemed: number; expired: number }

/**
 * Points by the month in which they were granted, at the end of a day: granted by orders and adjustments net of reversals,
 * redeemed net of returns, and expired. Returned points whose old lot had expired get a new lot, and still count in the
 * month that granted them.
 */
const EARN_MONTHS = `with recursive until as (
  select ((?::date + 1)::timestamp at time zone 'UTC') as moment
), entry as materialized (
  select e.* from clientele_points_entry e, until where e.created_at < until.moment
), came_back as (
  select order_id, sum(points) as points from entry where reason = 'redeem_return' group by 1
), used as (
  select u.lot_source, e.idempotency_key, e.reason,
    u.points - case when e.reason = 'expiry' then 0
      else greatest(least(u.points, coalesce(b.points, 0) - sum(u.points) over w + u.points), 0) end as points
  from clientele_points_lot_use u
  join entry e using (account_id, version)
  join clientele_points_lot x on x.source = u.lot_source
  left join came_back b on b.order_id = e.order_id
  where e.reason in ('redemption', 'expiry')
  -- In the order in which points are given back: clientele_points_give_back.
  window w as (partition by u.account_id, u.version order by x.expires_at desc, x.entry_version desc, x.source
    rows unbounded preceding)
), again as (
  select l.source, (
    select u.lot_source from used u join clientele_points_lot x on x.source = u.lot_source
    where u.idempotency_key = e.order_id || ':redeem' order by x.expires_at, x.entry_version limit 1) as origin
  from entry e join clientele_points_lot l on l.source = e.idempotency_key where e.reason = 'redeem_return'
), root as (
  select l.source, l.source as root from clientele_points_lot l
    where not exists (select 1 from again g where g.source = l.source)
  union all
  select g.source, r.root from again g join root r on r.source = g.origin
), granted as (
  select coalesce(l.source, e.order_id) as source, sum(e.points) as points
  from entry e left join clientele_points_lot l on not l.of_order and l.source = e.idempotency_key
  where e.reason in ('order', 'order_change', 'refund_reversal') or (e.reason in ('manual', 'import') and e.points > 0)
  group by 1
), spent as (
  select r.root as source, sum(u.points) filter (where u.reason = 'redemption') as redeemed,
    sum(u.points) filter (where u.reason = 'expiry') as expired
  from used u join root r on r.source = u.lot_source group by 1
)
select to_char(l.created_at at time zone 'UTC', 'YYYY-MM') as month, sum(g.points) as granted,
  coalesce(sum(s.redeemed), 0) as redeemed, coalesce(sum(s.expired), 0) as expired
from granted g join clientele_points_lot l using (source) left join spent s using (source)
group by 1 order by 1`

/** @param to day as YYYY-MM-DD, UTC, included */
export async function readEarnMonths(db: Database, to: string): Promise<EarnMonth[]> {
  const found = await rows<Record<string, string>>(db, EARN_MONTHS, [to])
  return found.map((row) => ({
    month: String(row.month),
    granted: Number(row.granted),
    redeemed: Number(row.redeemed),
    expired: Number(row.expired),
  }))
}
