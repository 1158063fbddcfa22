/**
 * Takes imported entries back by their opposites, hundreds in one round trip (contract R49). Each entry must be named once.
 *
 * Locks: the accounts of the entries in the order of their ids; waits 2 s for each. With `p_dry` it locks and writes nothing, and says what it
 * would do. Entries that added points are taken back set-wise, the others through `clientele_points_adjust`.
 * Checks: nothing was built on the points. An entry is taken back once, also by `takeBack` of the service, which has the same key.
 * Returns: one row for each place `n` from 1. `outcome`: `reversed`, with the entry that does it, which is not new where an earlier call wrote it;
 * or why not: `spent`, also where the points repaid a debt; `expired`; `merged`; `held` by a cart; `gone`, there is no such entry.
 * Errors: 55P03 if a lock does not come.
 */
export const TAKE_BACK_BATCH = `create or replace function clientele_points_take_back_batch(
    p_accounts bigint[], p_versions bigint[], p_dry boolean, p_expires_at timestamptz, p_stated_reason text,
    p_actor_id text, p_now timestamptz
  ) returns table (n integer, outcome text, account_id bigint, version bigint, points bigint, balance_after bigint,
    is_new boolean)
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set jit = off set lock_timeout = '2s' as $$
  declare v_outcomes text[]; v_sources text[]; v_points bigint[]; v_keys text[]; r record;
  begin
    if not p_dry then
      perform 1 from clientele_points_account a where a.id = any (p_accounts) order by a.id for no key update;
    end if;

    -- A statement of its own, which begins when the locks are held.
    select array_agg(f.outcome order by f.n), array_agg(f.source order by f.n), array_agg(f.points order by f.n),
        array_agg(f.key order by f.n)
      into v_outcomes, v_sources, v_points, v_keys
    from (
      select i.n, i.key, e.idempotency_key as source, e.points,
        case
          when e.account_id is null then 'gone'
          when exists (select 1 from clientele_points_entry done where done.idempotency_key = i.key) then 'reversed'
          when e.points < 0 then case when exists (select 1 from clientele_points_merge m
            where m.from_account_id = e.account_id and m.created_at >= e.created_at) then 'merged' else 'takes' end
          when l.account_id is distinct from e.account_id then 'merged'
          when l.expired > 0 or l.expires_at <= p_now then 'expired'
          when l.remaining < l.granted then 'spent'
          when a.held > 0 and a.balance - a.held - clientele_points_pending(a.id, p_now)
            < sum(greatest(e.points, 0)) over (partition by e.account_id) then 'held'
          else 'takes'
        end as outcome
      from (select x.*, 'import:takes-back:pent_' || x.account || '_' || x.version as key
        from unnest(p_accounts, p_versions) with ordinality as x (account, version, n)) i
      left join clientele_points_entry e on e.account_id = i.account and e.version = i.version
      left join clientele_points_account a on a.id = e.account_id
      left join clientele_points_lot l on l.source = e.idempotency_key
    ) f;

    return query
    select i.n::integer, case when p_dry and i.outcome = 'takes' then 'reversed' else i.outcome end,
      e.account_id, e.version, e.points, e.balance_after, false
    from unnest(v_outcomes, v_keys) with ordinality as i (outcome, key, n)
    left join clientele_points_entry e on e.idempotency_key = i.key
    where p_dry or i.outcome <> 'takes';
    if p_dry then return; end if;

    return query
    with input as materialized (
      select i.account, i.n, i.source, i.points, i.key, a.balance - sum(i.points) over w as after,
        a.version + row_number() over w as entry_version,
        case when a.mailbox <> 'anonymized-' || a.id then p_stated_reason end as stated_reason
      from rows from (unnest(p_accounts), unnest(v_outcomes), unnest(v_sources), unnest(v_points), unnest(v_keys))
        with ordinality as i (account, outcome, source, points, key, n)
      join clientele_points_account a on a.id = i.account
      where i.outcome = 'takes' and i.points > 0
      window w as (partition by i.account order by i.n)
    ), entries as (
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, idempotency_key,
        request_hash)
      select i.account, i.entry_version, 'adjust', 'import', -i.points, i.after, i.key,
        encode(sha256(convert_to(i.key, 'UTF8')), 'hex') from input i
    ), uses as (
      insert into clientele_points_lot_use (account_id, version, lot_source, points)
      select i.account, i.entry_version, i.source, i.points from input i
    ), lots as (
      update clientele_points_lot x set remaining = x.remaining - i.points from input i where x.source = i.source
    ), notes as (
      insert into clientele_points_entry_note (account_id, version, stated_reason, actor_id)
      select i.account, i.entry_version, i.stated_reason, p_actor_id from input i
    ), accounts as (
      update clientele_points_account x set balance = x.balance - s.points, version = x.version + s.entries,
        updated_at = now()
      from (select i.account, sum(i.points)::bigint as points, count(*) as entries from input i group by 1) s
      where x.id = s.account
    )
    select i.n::integer, 'reversed'::text, i.account, i.entry_version, -i.points, i.after::bigint, true from input i;

    for r in select i.n, i.points, i.key, a.mailbox,
        case when a.mailbox <> 'anonymized-' || a.id then p_stated_reason end as stated_reason
      from rows from (unnest(p_accounts), unnest(v_outcomes), unnest(v_points), unnest(v_keys))
        with ordinality as i (account, outcome, points, key, n)
      join clientele_points_account a on a.id = i.account
      where i.outcome = 'takes' and i.points < 0 order by i.n
    loop
      perform clientele_points_adjust(r.mailbox, -r.points, 'import', r.key,
        encode(sha256(convert_to(r.key, 'UTF8')), 'hex'), true, p_expires_at, r.stated_reason, null, p_actor_id, null,
        p_now);
      -- A statement of its own: the one above does not see the entry that it writes.
      return query
      select r.n::integer, 'reversed'::text, e.account_id, e.version, e.points, e.balance_after, true
      from clientele_points_entry e where e.idempotency_key = r.key;
    end loop;
  end $$;`
