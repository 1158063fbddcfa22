-- A measuring stick, not the plugin's schema: the least that a ledger needs, so that pgbench shows what PostgreSQL itself
-- can do with one award per round trip. Dropped together with the benchmark's database.
create schema bench_limit;

create table bench_limit.account (
  id bigint primary key,
  points bigint not null default 0 check (points >= 0),
  changed_at timestamptz not null default now()
) with (fillfactor = 70);

create table bench_limit.entry (
  id bigint generated always as identity primary key,
  account_id bigint not null references bench_limit.account (id),
  points bigint not null check (points <> 0),
  points_after bigint,
  award_key text not null unique,
  made_at timestamptz not null default now()
);
create index entry_of_account on bench_limit.entry (account_id, id);

-- One award: the account's lock, then the key under that lock, then balance and entry. Twice the same key changes nothing.
create function bench_limit.award(p_account bigint, p_points bigint, p_key text) returns bigint language plpgsql as $$
declare v_after bigint;
begin
  perform from bench_limit.account where id = p_account for no key update;
  if not found then raise exception 'there is no account %', p_account; end if;
  select points_after into v_after from bench_limit.entry where award_key = p_key;
  if found then return v_after; end if;
  update bench_limit.account set points = points + p_points, changed_at = now() where id = p_account
    returning points into v_after;
  insert into bench_limit.entry (account_id, points, points_after, award_key) values (p_account, p_points, v_after, p_key);
  return v_after;
end $$;

insert into bench_limit.account (id) select generate_series(1, 100000);

-- Lock, check and write: the least that a credit limit needs. An order's row, then the account's lock, the comparison of what the
-- account owes with its limit under that lock, what it owes now, and who owes it.
create table bench_limit.orders (
  id text primary key,
  made_at timestamptz not null default now()
);

create table bench_limit.debtor (
  id bigint primary key,
  credit_limit numeric not null,
  owed numeric not null default 0
) with (fillfactor = 70);

create table bench_limit.debt (
  order_id text primary key,
  debtor_id bigint not null references bench_limit.debtor (id),
  amount numeric not null check (amount > 0),
  made_at timestamptz not null default now()
);
create index debt_of_debtor on bench_limit.debt (debtor_id, made_at);

create function bench_limit.charge(p_debtor bigint, p_amount numeric, p_order text) returns boolean language plpgsql as $$
declare v_left numeric;
begin
  select credit_limit - owed into v_left from bench_limit.debtor where id = p_debtor for no key update;
  if v_left is null or v_left < p_amount then return false; end if;
  insert into bench_limit.debt (order_id, debtor_id, amount) values (p_order, p_debtor, p_amount);
  update bench_limit.debtor set owed = owed + p_amount where id = p_debtor;
  return true;
end $$;

insert into bench_limit.debtor (id, credit_limit) select n, 1000000000000 from generate_series(1, 100000) n;
