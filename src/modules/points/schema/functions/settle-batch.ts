/**
 * Settles hundreds of orders in one round trip. Each order must be named once; the arrays have one element an order.
 *
 * Locks: all accounts in the order of their ids, so two batches never deadlock; waits 2 s for each. First awards of
 * accounts without debt are written set-wise, the rest one by one through `clientele_points_settle`. An order that
 * another session awards meanwhile fails on its lot's primary key, and the caller runs the batch again.
 * Settings: PL/pgSQL keeps the plans of a connection's first calls. Made while the ledger was small, they read whole
 * tables, and a batch took three times as long after 100,000 awards. So the batch always uses the indexes.
 * Returns: one row for each order, as `clientele_points_settle`.
 * Errors: PC003 if a merge moved an order meanwhile, run it again; 55P03 if a lock does not come.
 */
export const SETTLE_BATCH = `create or replace function clientele_points_settle_batch(
    p_order_ids text[], p_mailboxes text[], p_targets bigint[], p_may_rise boolean[], p_first boolean[],
    p_fencing_token bigint, p_currency_codes text[], p_available_at timestamptz[], p_expires_at timestamptz[],
    p_clamp boolean, p_calculations jsonb, p_now timestamptz
  ) returns table (order_id text, outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set jit = off set lock_timeout = '2s' as $$
  declare v_accounts bigint[]; v_new boolean[]; v_done integer; r record;
    v_ids bigint[]; v_rows tid[]; v_balances bigint[]; v_versions bigint[];
  begin
    for v_try in 1..2 loop
      select array_agg(coalesce(l.account_id, x.id) order by i.n), array_agg(l.source is null order by i.n)
        into v_accounts, v_new
        from unnest(p_order_ids, p_mailboxes) with ordinality as i (order_id, mailbox, n)
        left join clientele_points_lot l on l.source = i.order_id
        left join clientele_points_account x on x.mailbox = i.mailbox;
      exit when array_position(v_accounts, null) is null;
      insert into clientele_points_account (mailbox)
        select distinct m.mailbox from unnest(p_mailboxes) as m (mailbox) order by 1 on conflict (mailbox) do nothing;
    end loop;

    -- A statement of its own: inside the next one an empty join would leave accounts unlocked.
    -- Locked rows stay where they are, so that the update below finds them by their place.
    select array_agg(x.id), array_agg(x.ctid), array_agg(x.balance), array_agg(x.version)
      into v_ids, v_rows, v_balances, v_versions
      from (select a.id, a.ctid, a.balance, a.version from clientele_points_account a where a.id = any (v_accounts)
        order by a.id for no key update) x;

    return query
    with asked as (
      select i.*, dense_rank() over (order by i.account)::integer as place
      from rows from (unnest(p_order_ids), unnest(p_targets), unnest(v_accounts), unnest(v_new),
          unnest(p_currency_codes), unnest(p_available_at), unnest(p_expires_at), jsonb_array_elements(p_calculations))
        with ordinality as i (order_id, target, account, is_new, currency, available, expires, calculation, n)
    ), input as materialized (
      select i.*, v_balances[i.place] + sum(i.target) over w as after,
        v_versions[i.place] + row_number() over w as entry_version
      from asked i
      where v_ids[i.place] = i.account and i.is_new and i.target > 0 and v_balances[i.place] >= 0
      window w as (partition by i.account order by i.n)
    ), entries as (
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
        currency_code, idempotency_key, request_hash, calculation)
      select i.account, i.entry_version, 'earn', 'order', i.target, i.after, i.order_id, i.currency,
        i.order_id || ':earn:1', '', i.calculation from input i
    ), lots as (
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, revision,
        fencing_token, available_at, expires_at)
      select i.order_id, i.account, true, i.entry_version, i.target, i.target, 1, p_fencing_token, i.available, i.expires
      from input i
    ), accounts as (
      update clientele_points_account x set balance = x.balance + s.points, version = x.version + s.entries,
        lifetime_earned = x.lifetime_earned + s.points, updated_at = now()
      from (select i.place, i.account, sum(i.target)::bigint as points, count(*) as entries from input i group by 1, 2) s
      where x.ctid = v_rows[s.place] and x.id = s.account
    )
    select i.order_id, 'awarded'::text, i.account, i.entry_version, i.target, i.after::bigint from input i;
    get diagnostics v_done = row_count;
    if v_done = cardinality(p_order_ids) then return; end if;

    perform 1 from unnest(p_order_ids, v_accounts) as i (order_id, account)
      join clientele_points_lot l on l.source = i.order_id where l.account_id <> i.account;
    if found then raise exception 'an order has moved to another account meanwhile' using errcode = 'PC003'; end if;
    for r in select i.* from rows from (unnest(p_order_ids), unnest(p_mailboxes), unnest(p_targets), unnest(p_may_rise),
        unnest(p_first), unnest(p_currency_codes), unnest(p_available_at), unnest(p_expires_at),
        jsonb_array_elements(p_calculations))
      with ordinality as i (order_id, mailbox, target, may_rise, first, currency, available, expires, calculation, n)
      where not exists (select 1 from clientele_points_lot l
        where l.source = i.order_id and l.fencing_token = p_fencing_token and l.revision = 1)
      order by i.n
    loop
      return query select r.order_id, s.* from clientele_points_settle(r.order_id, r.mailbox, r.target, r.may_rise,
        r.first, p_fencing_token, r.currency, r.available, r.expires, p_clamp, r.calculation, p_now) s;
    end loop;
  end $$;`
