import type { Discrepancy } from "../types"
import { type Database, prepare, rows, rowsPrepared } from "./prepared-statements"

/**
 * The trial balance (contract M1, M2, M9): each account's figures against its entries, lots and live holds, and the
 * returned points of each order against its redemption, even across a merge. Reads only, in one snapshot, so that it can
 * run beside traffic.
 */
const CHECK = `with accounts as materialized (
  select * from clientele_points_account where id > ? order by id limit ?
), entries as (
  select e.account_id, sum(e.points) as points, count(*) as entries, max(e.version) as version,
    coalesce(sum(e.points) filter (where e.reason in ('order', 'order_change', 'refund_reversal')), 0)
      + coalesce(sum((e.calculation->>'lifetime_earned')::bigint) filter (where e.reason = 'merge'), 0) as earned,
    -coalesce(sum(e.points) filter (where e.reason in ('redemption', 'redeem_return')), 0)
      + coalesce(sum((e.calculation->>'lifetime_redeemed')::bigint) filter (where e.reason = 'merge'), 0) as redeemed,
    count(*) filter (where e.balance_after <> e.running) as breaks
  from (
    select x.*, sum(x.points) over (partition by x.account_id order by x.version) as running
    from clientele_points_entry x where x.account_id in (select id from accounts)
  ) e group by e.account_id
), lots as (
  select l.account_id, sum(l.remaining) as remaining,
    count(*) filter (where l.remaining + l.expired > l.granted) as overfull
  from clientele_points_lot l
  where l.account_id in (select id from accounts) group by l.account_id
), orders as (
  select l.account_id, count(*) as wrong from clientele_points_lot l
  where l.account_id in (select id from accounts) and l.of_order
    and l.granted + l.forgiven + l.lapsed <> coalesce((select sum(e.points) from clientele_points_entry e
      where e.idempotency_key > l.source || ':earn:' and e.idempotency_key < l.source || ':earn;'), 0)
  group by l.account_id
), returns as (
  select r.account_id, count(*) as wrong
  from (
    select e.account_id, e.order_id, sum(e.points) as points from clientele_points_entry e
    where e.account_id in (select id from accounts) and e.reason = 'redeem_return' group by e.account_id, e.order_id
  ) r
  where r.points
    + coalesce((select sum(e.points) from clientele_points_entry e
        where e.idempotency_key > r.order_id || ':redeem:' and e.idempotency_key < r.order_id || ':redeem;'
          and e.reason = 'redeem_return' and e.account_id <> r.account_id), 0)
    > coalesce((select -e.points from clientele_points_entry e where e.idempotency_key = r.order_id || ':redeem'), 0)
  group by r.account_id
), holds as (
  select h.account_id, sum(h.points) as held from clientele_points_hold h
  where h.account_id in (select id from accounts) and h.status = 'held' group by h.account_id
)
select a.id as account_id, v.kind, v.expected::text as expected, v.found::text as found
from accounts a
left join entries e on e.account_id = a.id
left join lots l on l.account_id = a.id
left join orders o on o.account_id = a.id
left join returns r on r.account_id = a.id
left join holds h on h.account_id = a.id
cross join lateral (values
  ('balance', coalesce(e.points, 0), a.balance::numeric),
  ('lots', greatest(a.balance, 0)::numeric, coalesce(l.remaining, 0)),
  ('expired', 0::numeric, coalesce(l.overfull, 0)::numeric),
  ('held', coalesce(h.held, 0), a.held::numeric),
  ('versions', coalesce(e.entries, 0)::numeric, a.version::numeric),
  ('versions', coalesce(e.version, 0)::numeric, a.version::numeric),
  ('chain', 0::numeric, coalesce(e.breaks, 0)::numeric),
  ('lifetime', coalesce(e.earned, 0), a.lifetime_earned::numeric),
  ('lifetime', coalesce(e.redeemed, 0), a.lifetime_redeemed::numeric),
  ('orders', 0::numeric, coalesce(o.wrong, 0)::numeric),
  ('returns', 0::numeric, coalesce(r.wrong, 0)::numeric)
) as v (kind, expected, found)
where v.expected <> v.found
order by a.id`

const CHECK_PAGE = prepare(CHECK)

export type CheckPage = { discrepancies: Discrepancy[]; checked: number; last: string | null }

/** Checks up to `limit` accounts after `after`. */
export async function checkAccounts(db: Database, after: string, limit: number): Promise<CheckPage> {
  const discrepancies = await rowsPrepared<Discrepancy>(db, CHECK_PAGE, [after, limit])
  const [page] = await rows<{ checked: string; last: string | null }>(
    db,
    `select count(*) as checked, max(id) as last from (
      select id from clientele_points_account where id > ? order by id limit ?) x`,
    [after, limit],
  )
  return {
    discrepancies: discrepancies.map((row) => ({ ...row, account_id: String(row.account_id) })),
    checked: Number(page?.checked ?? 0),
    last: page?.last ?? null,
  }
}

export async function countAccounts(db: Database): Promise<number> {
  const [row] = await rows<{ count: string }>(db, "select count(*) as count from clientele_points_account")
  return Number(row?.count ?? 0)
}
