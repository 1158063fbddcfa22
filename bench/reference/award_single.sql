\set account random(1, 100000)
\set order random(1, 1000000000000000)
select bench_limit.award(:account, 10, 'order_' || :order || '_earn');
