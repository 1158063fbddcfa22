/**
 * Posts the rows of an import, hundreds in one round trip (contract R49). Each key must be named once; the arrays have one element a row.
 *
 * Locks: all accounts in the order of their ids, so two batches never deadlock; waits 2 s for each. Rows that add points to accounts without
 * debt are written set-wise, the rest one by one through `clientele_points_adjust`. Settings: as `clientele_points_settle_batch`.
 * Checks: a repeated key with the same hash changes nothing.
 * Returns: one row for each place `n` from 1, with its entry. `outcome`: `applied`; `known`, an earlier call wrote the entry; `short`, the balance
 * does not cover the points; `full`, the balance would leave its range; `expired`, the points would be by now; `conflict`, the key has another
 * request.
 * Errors: PC003 if an account was anonymised meanwhile, run it again; 55P03 if a lock does not come.
 */
export const ADJUST_BATCH = `create or replace function clientele_points_adjust_batch(
    p_mailboxes text[], p_points bigint[], p_keys text[], p_hashes text[], p_expires_at timestamptz[],
    p_stated_reasons text[], p_notes text[], p_actor_id text, p_now timestamptz
  ) returns table (n integer, outcome text, account_id bigint, version bigint, balance_after bigint)
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set jit = off set lock_timeout = '2s' as $$
  declare v_accounts bigint[]; v_done integer; r record;
    v_ids bigint[]; v_rows tid[]; v_balances bigint[]; v_versions bigint[];
  begin
    insert into clientele_points_account (mailbox)
      select distinct m.mailbox from unnest(p_mailboxes) as m (mailbox)
      where not exists (select 1 from clientele_points_account x where x.mailbox = m.mailbox)
      order by 1 on conflict (mailbox) do nothing;
    select array_agg(x.id order by i.n) into v_accounts
      from unnest(p_mailboxes) with ordinality as i (mailbox, n)
      left join clientele_points_account x on x.mailbox = i.mailbox;
    if array_position(v_accounts, null) is not null then
      raise exception 'an account is gone meanwhile' using errcode = 'PC003';
    end if;
    -- A statement of its own: inside the next one an empty join would leave accounts unlocked.
    -- Locked rows stay where they are, so that the update below finds them by their place.
    select array_agg(x.id), array_agg(x.ctid), array_agg(x.balance), array_agg(x.version)
      into v_ids, v_rows, v_balances, v_versions
      from (select a.id, a.ctid, a.balance, a.version from clientele_points_account a where a.id = any (v_accounts)
        order by a.id for no key update) x;
    perform 1 from unnest(v_accounts, p_mailboxes) as i (account, mailbox)
      join clientele_points_account a on a.id = i.account where a.mailbox <> i.mailbox;
    if found then raise exception 'an account was anonymised meanwhile' using errcode = 'PC003'; end if;

    return query
    with asked as (
      select i.*, dense_rank() over (order by i.account)::integer as place,
        bool_and(i.points > 0) over (partition by i.account) as adds, sum(i.points) over (partition by i.account) as total
      from rows from (unnest(v_accounts), unnest(p_points), unnest(p_keys), unnest(p_hashes), unnest(p_expires_at),
          unnest(p_stated_reasons), unnest(p_notes))
        with ordinality as i (account, points, key, hash, expires, stated_reason, note, n)
    ), input as materialized (
      select a.*, v_balances[a.place] + sum(a.points) over w as after,
        v_versions[a.place] + row_number() over w as entry_version
      from asked a
      where a.adds and v_balances[a.place] >= 0 and v_balances[a.place] + a.total <= 9007199254740991
        and a.expires > p_now
        and not exists (select 1 from clientele_points_entry e where e.idempotency_key = a.key)
      window w as (partition by a.account order by a.n)
    ), entries as (
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, idempotency_key,
        request_hash)
      select i.account, i.entry_version, 'adjust', 'import', i.points, i.after, i.key, i.hash from input i
    ), lots as (
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
      select i.key, i.account, false, i.entry_version, i.points, i.points, i.expires from input i
    ), notes as (
      insert into clientele_points_entry_note (account_id, version, stated_reason, note, actor_id)
      select i.account, i.entry_version, i.stated_reason, i.note, p_actor_id from input i
    ), accounts as (
      update clientele_points_account x set balance = x.balance + s.points, version = x.version + s.entries,
        updated_at = now()
      from (select i.place, i.account, sum(i.points)::bigint as points, count(*) as entries from input i group by 1, 2) s
      where x.ctid = v_rows[s.place] and x.id = s.account
    )
    select i.n::integer, 'applied'::text, i.account, i.entry_version, i.after::bigint from input i;
    get diagnostics v_done = row_count;
    if v_done = cardinality(p_mailboxes) then return; end if;

    for r in select a.* from (
        select i.*, dense_rank() over (order by i.account)::integer as place
        from rows from (unnest(v_accounts), unnest(p_mailboxes), unnest(p_points), unnest(p_keys), unnest(p_hashes),
            unnest(p_expires_at), unnest(p_stated_reasons), unnest(p_notes))
          with ordinality as i (account, mailbox, points, key, hash, expires, stated_reason, note, n)) a
      where not exists (select 1 from clientele_points_entry e
        where e.idempotency_key = a.key and e.account_id = a.account and e.version > v_versions[a.place])
      order by a.n
    loop
      n := r.n; account_id := null; version := null; balance_after := null;
      if r.points > 0 and r.expires <= p_now
        and not exists (select 1 from clientele_points_entry e where e.idempotency_key = r.key)
      then
        outcome := 'expired'; return next; continue;
      end if;
      begin
        select case when d.applied then 'applied' else 'known' end, d.account_id, d.version
          into outcome, account_id, version
          from clientele_points_adjust(r.mailbox, r.points, 'import', r.key, r.hash, false, r.expires, r.stated_reason,
            r.note, p_actor_id, null, p_now) d;
        -- A statement of its own: the one above does not see the entry that it writes.
        select e.balance_after into balance_after from clientele_points_entry e where e.idempotency_key = r.key;
      exception
        when sqlstate 'PC001' then outcome := 'short';
        when sqlstate 'PC002' then outcome := 'conflict';
        when check_violation then outcome := 'full';
      end;
      return next;
    end loop;
  end $$;`
