/**
 * Counts a guess as a failure before it is compared (contract M24); `clientele_code_accept` takes the count back.
 *
 * Locks: the mailbox, then the site, as `clientele_code_issue` does.
 * Checks: every budget before a row is written (M25, M50). Signed-in owners of a mailbox have budgets of their own.
 * Without `p_challenge` the guess is compared with each live challenge of its network, as far as the budgets have room:
 * a stranger's challenge must not stand in front of the owner's (ADR 0017). A guest's guess never reaches an owner's
 * challenge.
 * Returns: one row for each comparison, the newest challenge first, or one row without a challenge. If a budget is used
 * up: one row with `free_at`, and `by_site` tells which budget it is.
 */
export const GUESS = `create or replace function clientele_code_guess(
    p_challenge text, p_mailbox text, p_network bytea, p_site bytea, p_by_owner boolean, p_now timestamptz,
    p_per_code integer, p_window interval, p_per_network integer, p_per_mailbox integer, p_per_owner integer,
    p_per_site integer, p_per_site_of_owners integer
  ) returns table (challenge_id text, mac bytea, failure_id bigint, free_at timestamptz, by_site boolean)
  language plpgsql as $$
  declare v_free timestamptz; v_left bigint; v_site_limit integer; v_site timestamptz[];
  begin
    perform clientele_code_lock(p_mailbox);
    select case when p_by_owner
      then clientele_code_free_at(array_agg(f.created_at) filter (where f.by_owner), p_per_owner, p_window)
      else greatest(
        clientele_code_free_at(array_agg(f.created_at) filter (where not f.by_owner and f.network = p_network),
          p_per_network, p_window),
        clientele_code_free_at(array_agg(f.created_at) filter (where not f.by_owner and f.compared), p_per_mailbox,
          p_window))
      end,
      case when p_by_owner
      then p_per_owner - count(*) filter (where f.by_owner)
      else least(p_per_network - count(*) filter (where not f.by_owner and f.network = p_network),
        p_per_mailbox - count(*) filter (where not f.by_owner and f.compared))
      end into v_free, v_left
      from clientele_code_failure f where f.mailbox = p_mailbox and f.created_at > p_now - p_window;
    if v_free is not null then
      return query select null::text, null::bytea, null::bigint, v_free, false; return;
    end if;

    perform pg_advisory_xact_lock(hashtextextended('clientele_code_site:' || encode(p_site, 'hex'), 0));
    v_site_limit := case when p_by_owner then p_per_site_of_owners else p_per_site end;
    v_site := array(
      select f.created_at from clientele_code_failure f
      where f.site = p_site and f.by_owner = p_by_owner and f.created_at > p_now - p_window
      order by f.created_at desc limit v_site_limit);
    v_free := clientele_code_free_at(v_site, v_site_limit, p_window);
    if v_free is not null then
      return query select null::text, null::bytea, null::bigint, v_free, true; return;
    end if;
    v_left := least(v_left, v_site_limit - cardinality(v_site));

    for challenge_id, mac in
      select c.id, c.mac from clientele_code_challenge c
      where c.mailbox = p_mailbox and c.used_at is null and c.guesses < p_per_code and c.expires_at > p_now
        and case when p_challenge is null then c.network = p_network and c.by_owner <= p_by_owner
          else c.id = p_challenge end
      order by c.created_at desc limit v_left
    loop
      update clientele_code_challenge u set guesses = u.guesses + 1 where u.id = challenge_id;
      insert into clientele_code_failure (mailbox, network, site, by_owner, compared, created_at)
        values (p_mailbox, p_network, p_site, p_by_owner, true, p_now) returning id into failure_id;
      return next;
    end loop;
    if not found then
      insert into clientele_code_failure (mailbox, network, site, by_owner, compared, created_at)
        values (p_mailbox, p_network, p_site, p_by_owner, false, p_now) returning id into failure_id;
      return query select null::text, null::bytea, failure_id, null::timestamptz, false;
    end if;
  end $$;`
