\set order random(1, 1000000000000000)
select bench_limit.award(1, 10, 'order_' || :order || '_earn');
