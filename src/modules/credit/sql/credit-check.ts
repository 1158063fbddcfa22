import { type Database, rows } from "../../../kernel/database"
import type { CreditDisagreement } from "../types"

/**
 * The trial balance (contract M57): each account's figures against its entries, items, cash, allocations and holds. Reads only,
 * in one snapshot, so that it can run beside traffic.
 */
const CHECK = `with accounts as materialized (
  select * from clientele_credit_account where customer_id > ? order by customer_id limit ?
), entries as (
  select e.account_id, sum(e.amount) as amount, count(*) as entries, max(e.version) as version,
    count(*) filter (where e.balance_after <> e.running) as breaks
  from (
    select x.*, sum(x.amount) over (partition by x.account_id order by x.version) as running
    from clientele_credit_entry x where x.account_id in (select customer_id from accounts)
  ) e group by e.account_id
), charged as (
  select e.receivable_id, sum(e.amount) as amount from clientele_credit_entry e
  where e.account_id in (select customer_id from accounts) and e.receivable_id is not null and e.type <> 'write_off'
  group by e.receivable_id
), allocated as (
  select l.account_id, l.version, l.receivable_id, sum(l.amount) as amount from clientele_credit_allocation l
  where l.account_id in (select customer_id from accounts) group by l.account_id, l.version, l.receivable_id
), on_items as (
  select receivable_id, sum(amount) as amount from allocated group by receivable_id
), of_entries as (
  select account_id, version, sum(amount) as amount from allocated group by account_id, version
), paid as (
  select l.receivable_id, sum(l.amount) as amount from allocated l
  join clientele_credit_entry e on e.account_id = l.account_id and e.version = l.version and e.type = 'payment'
  group by l.receivable_id
), captures as (
  select c.receivable_id, sum(c.amount) filter (where c.status in ('open', 'done')) as amount,
    count(*) filter (where c.status in ('open', 'undoing') and c.updated_at < clock_timestamp() - interval '10 minutes') as stuck
  from clientele_credit_capture c where c.account_id in (select customer_id from accounts) group by c.receivable_id
), items as (
  select r.account_id, sum(r.open) as open,
    count(*) filter (where r.paid <> coalesce(p.amount, 0)) as paid_wrong,
    count(*) filter (where r.captured <> coalesce(k.amount, 0)) as captured_wrong,
    -- Medusa follows within seconds, and after a crash with the next sweeps.
    count(*) filter (where k.stuck > 0 or (r.order_id is not null and r.updated_at < clock_timestamp() - interval '10 minutes'
      and (r.paid > r.captured or (r.captured > r.paid and r.open > 0)))) as behind,
    count(*) filter (where r.charged <> coalesce(c.amount, 0)) as charged_wrong,
    count(*) filter (where r.open <> r.charged - coalesce(o.amount, 0)) as open_wrong
  from clientele_credit_receivable r
  left join charged c on c.receivable_id = r.id
  left join on_items o on o.receivable_id = r.id
  left join paid p on p.receivable_id = r.id
  left join captures k on k.receivable_id = r.id
  where r.account_id in (select customer_id from accounts) group by r.account_id
), cash as (
  select c.account_id, sum(c.open) as open, count(*) filter (where c.open
    <> case when v.version is null then c.amount else 0 end - coalesce(o.amount, 0)) as wrong
  from clientele_credit_cash c
  left join clientele_credit_entry v on v.account_id = c.account_id and v.reverses = c.version
  left join of_entries o on o.account_id = c.account_id and o.version = c.version
  where c.account_id in (select customer_id from accounts) group by c.account_id
), overdrawn as (
  select o.account_id, count(*) as wrong from of_entries o
  join clientele_credit_entry e on e.account_id = o.account_id and e.version = o.version
  where o.amount not between 0 and -e.amount group by o.account_id
), negative as (
  select account_id, count(*) as wrong from allocated where amount < 0 group by account_id
), holds as (
  select h.account_id, sum(h.amount) as held from clientele_credit_hold h
  where h.account_id in (select customer_id from accounts) and h.status = 'held' group by h.account_id
)
select a.customer_id as account_id, v.kind, trim_scale(v.expected)::text as expected, trim_scale(v.found)::text as found
from accounts a
left join entries e on e.account_id = a.customer_id
left join items i on i.account_id = a.customer_id
left join cash c on c.account_id = a.customer_id
left join overdrawn d on d.account_id = a.customer_id
left join negative n on n.account_id = a.customer_id
left join holds h on h.account_id = a.customer_id
cross join lateral (values
  ('balance', coalesce(e.amount, 0), a.balance),
  ('open items', coalesce(i.open, 0) - coalesce(c.open, 0), a.balance),
  ('unapplied', coalesce(c.open, 0), a.unapplied),
  ('held', coalesce(h.held, 0), a.held),
  ('versions', coalesce(e.entries, 0)::numeric, a.version::numeric),
  ('versions', coalesce(e.version, 0)::numeric, a.version::numeric),
  ('chain', 0::numeric, coalesce(e.breaks, 0)::numeric),
  ('charged', 0::numeric, coalesce(i.charged_wrong, 0)::numeric),
  ('open', 0::numeric, coalesce(i.open_wrong, 0)::numeric),
  ('paid', 0::numeric, coalesce(i.paid_wrong, 0)::numeric),
  ('captured', 0::numeric, coalesce(i.captured_wrong, 0)::numeric),
  ('captures', 0::numeric, coalesce(i.behind, 0)::numeric),
  ('cash', 0::numeric, coalesce(c.wrong, 0)::numeric),
  ('allocations', 0::numeric, coalesce(d.wrong, 0)::numeric),
  ('allocations', 0::numeric, coalesce(n.wrong, 0)::numeric)
) as v (kind, expected, found)
where v.expected <> v.found
order by a.customer_id`

export type CreditCheckPage = { disagreements: CreditDisagreement[]; checked: number; last: string | null }

/** Checks up to `limit` accounts after `after`. */
export async function checkCreditAccounts(db: Database, after: string, limit: number): Promise<CreditCheckPage> {
  const disagreements = await rows<CreditDisagreement>(db, CHECK, [after, limit])
  const [page] = await rows<{ checked: number; last: string | null }>(
    db,
    `select count(*)::integer as checked, max(customer_id) as last from (
      select customer_id from clientele_credit_account where customer_id > ? order by customer_id limit ?) x`,
    [after, limit],
  )
  return { disagreements, checked: page?.checked ?? 0, last: page?.last ?? null }
}
