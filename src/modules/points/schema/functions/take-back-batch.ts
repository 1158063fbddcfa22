/**
 * Takes imported entries back by their opposites, hundreds in one round trip (contract R49). Each entry must be named once.
 *
 * Locks: the accounts of the entries in the order of their ids; waits 2 s for each. With `p_dry` it locks and writes nothing, and says what it
 * would do. Entries that took points come first, in the given order, then those that added points, set-wise.
 * Checks: nothing was built on the points. An entry is taken back once, also by `takeBack` of the service, which has the same key. Points that
 * another entry of the same import has spent count as there: that entry is taken back, too.
 * Returns: one row for each place `n` from 1. `outcome`: `reversed`, with the entry that does it, which is not new where an earlier call wrote it;
 * or why not: `spent`, also where the points repaid a debt; `expired`; `merged`; `held` by a cart; `full`, the balance would leave its range;
 * `gone`, there is no such entry.
 * Errors: 55P03 if a lock does not come.
 */
export const TAKE_BACK_BATCH = `create or replace function clientele_points_take_back_batch(
    p_accounts bigint[], p_versions bigint[], p_dry boolean, p_expires_at timestamptz, p_stated_reason text,
    p_actor_id text, p_now timestamptz
  ) returns table (n integer, outcome text, account_id bigint, version bigint, points bigint, balance_after bigint,
    is_new boolean)
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set jit = off set lock_timeout = '2s' as $$
  declare v_outcomes text[]; v_sources text[]; v_points bigint[]; v_keys text[]; v_given bigint[] := '{}'; r record;
    v_account clientele_points_account;
  begin
    if not p_dry then
      perform 1 from clientele_points_account x where x.id = any (p_accounts) order by x.id for no key update;

      for r in select i.n, i.account, i.version, i.key, e.points
        from (select x.*, 'import:takes-back:pent_' || x.account || '_' || x.version as key
          from unnest(p_accounts, p_versions) with ordinality as x (account, version, n)) i
        join clientele_points_entry e on e.account_id = i.account and e.version = i.version
        where e.points < 0
          and not exists (select 1 from clientele_points_entry done where done.idempotency_key = i.key)
          and not exists (select 1 from clientele_points_merge m
            where m.from_account_id = e.account_id and m.created_at >= e.created_at)
        order by i.n
      loop
        select * into v_account from clientele_points_account x where x.id = r.account;
        continue when v_account.balance - r.points > 9007199254740991;
        v_account := clientele_points_give_back_entry(v_account, r.version, -r.points, r.key, p_expires_at, p_now);
        insert into clientele_points_entry_note (account_id, version, stated_reason, actor_id)
          values (v_account.id, v_account.version,
            case when v_account.mailbox <> 'anonymized-' || v_account.id then p_stated_reason end, p_actor_id);
        v_given := v_given || r.n;
      end loop;
    end if;

    -- A statement of its own, which begins when the locks are held.
    select array_agg(f.outcome order by f.n), array_agg(f.source order by f.n), array_agg(f.points order by f.n),
        array_agg(f.key order by f.n)
      into v_outcomes, v_sources, v_points, v_keys
    from (
      select o.n, o.key, o.source, o.points,
        case when o.outcome = 'takes' and o.points > 0 and o.held > 0
            and o.free < sum(case when o.outcome = 'takes' then o.points else 0 end) over (partition by o.account)
          then 'held' else o.outcome end as outcome
      from (
        select i.n, i.account, i.key, e.idempotency_key as source, e.points, x.held,
          case when x.held > 0 then x.balance - x.held - clientele_points_pending(x.id, p_now) end as free,
          case
            when e.account_id is null then 'gone'
            when exists (select 1 from clientele_points_entry done where done.idempotency_key = i.key) then 'reversed'
            when e.points < 0 then case
              when exists (select 1 from clientele_points_merge m
                where m.from_account_id = e.account_id and m.created_at >= e.created_at) then 'merged'
              when p_dry then 'takes' else 'full' end
            when l.account_id is distinct from e.account_id then 'merged'
            when l.expired > 0 or l.expires_at <= p_now then 'expired'
            when l.remaining < l.granted and (not p_dry or l.granted - l.remaining > (
              select coalesce(sum(u.points), 0) from clientele_points_lot_use u
              join clientele_points_entry own on own.account_id = u.account_id and own.version = u.version
              where u.account_id = e.account_id and u.lot_source = l.source
                and starts_with(own.idempotency_key, substring(l.source from '^.*:'))
                and not exists (select 1 from clientele_points_entry done
                  where done.idempotency_key = 'import:takes-back:pent_' || own.account_id || '_' || own.version)
            )) then 'spent'
            else 'takes'
          end as outcome
        from (select x.*, 'import:takes-back:pent_' || x.account || '_' || x.version as key
          from unnest(p_accounts, p_versions) with ordinality as x (account, version, n)) i
        left join clientele_points_entry e on e.account_id = i.account and e.version = i.version
        left join clientele_points_account x on x.id = e.account_id
        left join clientele_points_lot l on l.source = e.idempotency_key
      ) o
    ) f;

    return query
    select i.n::integer, case when p_dry and i.outcome = 'takes' then 'reversed' else i.outcome end,
      e.account_id, e.version, e.points, e.balance_after, i.n = any (v_given)
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
  end $$;`
