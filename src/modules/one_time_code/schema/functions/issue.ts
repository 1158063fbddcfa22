/**
 * Makes a challenge, or returns the live one that the same asker got within `p_cooldown`.
 *
 * Locks: the mailbox, then the site. No caller waits for a mailbox while it holds a site, so the two cannot deadlock.
 * Checks: the budgets of the network, the mailbox, the owner, and how many mailboxes the site may ask for (contract
 * R42).
 * Returns: the challenge and whether it is new; or `free_at`, when the next one is allowed.
 */
export const ISSUE = `create or replace function clientele_code_issue(
    p_id text, p_mailbox text, p_network bytea, p_site bytea, p_by_owner boolean, p_cart_id text, p_now timestamptz,
    p_expires_at timestamptz, p_cooldown interval, p_window interval, p_per_network integer, p_per_mailbox integer,
    p_per_owner integer, p_per_site integer
  ) returns table (challenge_id text, is_new boolean, free_at timestamptz) language plpgsql as $$
  declare v_free timestamptz; v_id text;
  begin
    perform clientele_code_lock(p_mailbox);
    select c.id into v_id from clientele_code_challenge c
      where c.mailbox = p_mailbox and c.network = p_network and c.by_owner = p_by_owner
        and c.cart_id is not distinct from p_cart_id and c.created_at > p_now - p_cooldown
        and c.used_at is null and c.guesses < 5 and c.expires_at > p_now
      order by c.created_at desc limit 1;
    if found then return query select v_id, false, null::timestamptz; return; end if;
    select case when p_by_owner
      then clientele_code_free_at(array_agg(c.created_at) filter (where c.by_owner), p_per_owner, p_window)
      else greatest(
        clientele_code_free_at(array_agg(c.created_at) filter (where not c.by_owner and c.network = p_network),
          p_per_network, p_window),
        clientele_code_free_at(array_agg(c.created_at) filter (where not c.by_owner), p_per_mailbox, p_window))
      end into v_free
      from clientele_code_challenge c where c.mailbox = p_mailbox and c.created_at > p_now - p_window;
    if v_free is not null then return query select null::text, false, v_free; return; end if;
    perform pg_advisory_xact_lock(hashtextextended('clientele_code_site:' || encode(p_site, 'hex'), 0));
    select clientele_code_free_at(array_agg(m.newest), p_per_site, p_window) into v_free
      from (
        select c.mailbox, max(c.created_at) as newest from clientele_code_challenge c
        where c.site = p_site and c.by_owner = p_by_owner and c.created_at > p_now - p_window
        group by c.mailbox
      ) m
      having not bool_or(m.mailbox = p_mailbox);
    if v_free is not null then return query select null::text, false, v_free; return; end if;
    insert into clientele_code_challenge (id, mailbox, network, site, by_owner, cart_id, created_at, expires_at)
      values (p_id, p_mailbox, p_network, p_site, p_by_owner, p_cart_id, p_now, p_expires_at);
    return query select p_id, true, null::timestamptz;
  end $$;`
