\set before random(0, 99900)
\set run random(1, 1000000000000000)
with award as (
  select :before + n as account_id, 10::bigint as points, 'order_' || :run || '_' || n || '_earn' as award_key
  from generate_series(1, 100) n
), made as (
  insert into bench_limit.entry (account_id, points, award_key) select account_id, points, award_key from award
  on conflict (award_key) do nothing returning account_id, points
), gained as (
  select account_id, sum(points) as points from made group by account_id
), locked as (
  select a.id from bench_limit.account a join gained g on g.account_id = a.id order by a.id for no key update of a
)
update bench_limit.account a set points = a.points + g.points, changed_at = now()
from gained g join locked l on l.id = g.account_id where a.id = g.account_id;
