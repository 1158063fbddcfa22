\set debtor 1
\set order random(1, 1000000000000000)
begin;
insert into bench_limit.orders (id) values ('order_' || :order);
select bench_limit.charge(:debtor, 10, 'order_' || :order);
commit;
