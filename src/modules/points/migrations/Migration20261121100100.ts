import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The ledger's one write path (DESIGN D4): small functions that build on each other, so that an award, an adjustment or a
 * redemption is one database round trip. `clientele_points_post` is the only place that changes a balance.
 *
 * Every function that takes an account row expects that the caller holds its lock (`for no key update`) and passes the
 * row as it is under that lock. Error codes: PC001 insufficient points, PC002 idempotency conflict, PC003 concurrent
 * change (run it again), PC004 hold has ended, PC005 append-only, PC006 another account's hold on the cart, PC007 no such
 * account.
 */
export class Migration20261121100100 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...WRITE_PATH, ...ORDERS, ...HOLDS]) {
      this.addSql(statement)
    }
  }
}

const WRITE_PATH = [
  `create or replace function clientele_points_account_of(p_mailbox text) returns bigint language plpgsql as $$
  declare v_id bigint;
  begin
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    if found then return v_id; end if;
    insert into clientele_points_account (mailbox) values (p_mailbox) on conflict (mailbox) do nothing;
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    return v_id;
  end $$;`,

  // One entry and the balance that goes with it.
  `create or replace function clientele_points_post(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb
  ) returns clientele_points_account language plpgsql as $$
  begin
    update clientele_points_account set
      balance = balance + p_points,
      version = version + 1,
      lifetime_earned = lifetime_earned
        + case when p_reason in ('order', 'order_change', 'refund_reversal') then p_points else 0 end,
      lifetime_redeemed = lifetime_redeemed
        - case when p_reason in ('redemption', 'redeem_return') then p_points else 0 end,
      updated_at = now()
    where id = a.id returning * into a;
    insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
      currency_code, idempotency_key, request_hash, calculation)
    values (a.id, a.version, p_type::clientele_points_entry_type, p_reason::clientele_points_entry_reason, p_points, a.balance, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
    return a;
  end $$;`,

  // Takes points out of lots, the preferred lot first, then soonest expiry; says which entry used them.
  `create or replace function clientele_points_take(
    p_account bigint, p_version bigint, p_points bigint, p_prefer text, p_available_at timestamptz, p_due_by timestamptz
  ) returns void language plpgsql as $$
  declare v_left bigint := p_points; v_used bigint; l record;
  begin
    if v_left > 0 and p_prefer is not null then
      select source, remaining into l from clientele_points_lot where source = p_prefer and remaining > 0;
      if found then
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
      end if;
    end if;
    if v_left > 0 then
      for l in select source, remaining from clientele_points_lot
        where account_id = p_account and remaining > 0 and source is distinct from p_prefer
          and (p_available_at is null or available_at is null or available_at <= p_available_at)
          and (p_due_by is null or expires_at <= p_due_by)
        order by expires_at, entry_version
      loop
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used,
          expired = expired + case when p_due_by is null then 0 else v_used end where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
        exit when v_left = 0;
      end loop;
    end if;
    if v_left > 0 then
      raise exception 'lots of account % do not cover % points', p_account, p_points using errcode = 'PC001';
    end if;
  end $$;`,

  `create or replace function clientele_points_pending(p_account bigint, p_now timestamptz) returns bigint
  language sql stable as $$
    select coalesce(sum(remaining), 0)::bigint from clientele_points_lot
    where account_id = p_account and available_at is not null and remaining > 0 and available_at > p_now
  $$;`,

  // Lets go of the newest holds until those left are covered (M2). A shopper who paid sees 'uncovered' as cart_changed.
  `create or replace function clientele_points_cover_holds(a clientele_points_account, p_cover bigint)
  returns clientele_points_account language plpgsql as $$
  declare h record; v_free bigint := 0;
  begin
    if a.held <= greatest(p_cover, 0) then return a; end if;
    for h in select id, points from clientele_points_hold
      where account_id = a.id and status = 'held' order by created_at desc, id desc
    loop
      update clientele_points_hold set status = 'released', ended_because = 'uncovered', updated_at = now()
        where id = h.id;
      v_free := v_free + h.points;
      exit when a.held - v_free <= greatest(p_cover, 0);
    end loop;
    update clientele_points_account set held = held - v_free where id = a.id returning * into a;
    return a;
  end $$;`,

  `create or replace function clientele_points_debit(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb, p_prefer text, p_now timestamptz, p_available_only boolean
  ) returns clientele_points_account language plpgsql as $$
  begin
    perform clientele_points_take(a.id, a.version + 1, least(p_points, greatest(a.balance, 0)), p_prefer,
      case when p_available_only then p_now end, null);
    a := clientele_points_cover_holds(a, a.balance - p_points - clientele_points_pending(a.id, p_now));
    return clientele_points_post(a, p_type, p_reason, -p_points, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
  end $$;`,

  // Due lots leave, but for what live holds need of them (R36).
  `create or replace function clientele_points_expire(a clientele_points_account, p_now timestamptz)
  returns clientele_points_account language plpgsql as $$
  declare v_due bigint;
  begin
    select coalesce(sum(remaining), 0) into v_due from clientele_points_lot
      where account_id = a.id and remaining > 0 and expires_at <= p_now;
    if v_due = 0 then return a; end if;
    -- A hold counts on points that can be spent now; those still pending do not cover it.
    v_due := least(v_due, greatest(a.balance - a.held - clientele_points_pending(a.id, p_now), 0));
    if v_due = 0 then return a; end if;
    perform clientele_points_take(a.id, a.version + 1, v_due, null, null, p_now);
    return clientele_points_post(a, 'adjust', 'expiry', -v_due, null, null,
      'expiry:' || a.id || ':' || (a.version + 1), '', null);
  end $$;`,

  `create or replace function clientele_points_expire_accounts(p_after bigint, p_limit integer, p_now timestamptz)
  returns table (account_id bigint, points bigint, balance_after bigint, version bigint) language plpgsql as $$
  declare a clientele_points_account; v_before bigint;
  begin
    for a in select acc.* from clientele_points_account acc
      where acc.id in (
        select distinct l.account_id from clientele_points_lot l
        where l.remaining > 0 and l.expires_at < 'infinity' and l.expires_at <= p_now and l.account_id > p_after
        order by l.account_id limit p_limit)
      order by acc.id for no key update
    loop
      v_before := a.balance;
      a := clientele_points_expire(a, p_now);
      account_id := a.id; points := v_before - a.balance; balance_after := a.balance; version := a.version;
      return next;
    end loop;
  end $$;`,

  // Manual and imported changes (R35). A repeated key answers with the earlier entry.
  `create or replace function clientele_points_adjust(
    p_mailbox text, p_points bigint, p_reason text, p_key text, p_hash text, p_allow_negative boolean,
    p_expires_at timestamptz, p_stated_reason text, p_note text, p_actor_id text, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint) language plpgsql as $$
  declare a clientele_points_account; e record; v_repaid bigint; v_account bigint;
  begin
    -- A statement of its own: its caller's snapshot would not see an account that it makes.
    v_account := clientele_points_account_of(p_mailbox);
    select * into a from clientele_points_account where id = v_account for no key update;
    select x.account_id, x.version, x.request_hash into e from clientele_points_entry x where x.idempotency_key = p_key;
    if found then
      if e.request_hash <> p_hash then
        raise exception 'the key was used with another request' using errcode = 'PC002';
      end if;
      applied := false; account_id := e.account_id; version := e.version; return next; return;
    end if;
    a := clientele_points_expire(a, p_now);
    if p_points > 0 then
      v_repaid := least(p_points, greatest(-a.balance, 0));
      a := clientele_points_post(a, 'adjust', p_reason, p_points, null, null, p_key, p_hash, p_calculation);
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, p_points, p_points - v_repaid, p_expires_at);
    else
      if not p_allow_negative and a.balance + p_points < 0 then
        raise exception 'balance is %', a.balance using errcode = 'PC001';
      end if;
      a := clientele_points_debit(a, 'adjust', p_reason, -p_points, null, null, p_key, p_hash, p_calculation,
        null, p_now, false);
    end if;
    if coalesce(p_stated_reason, p_note, p_actor_id) is not null then
      insert into clientele_points_entry_note values (a.id, a.version, p_stated_reason, p_note, p_actor_id);
    end if;
    applied := true; account_id := a.id; version := a.version; return next;
  end $$;`,

  // An admin moves one mailbox's points to another's (R31): two entries that add up to nothing, and the lots with them,
  // so that later reversals and expiries find them. The live holds of the first are let go.
  `create or replace function clientele_points_merge(
    p_from text, p_to text, p_key text, p_hash text, p_stated_reason text, p_actor_id text, p_now timestamptz
  ) returns table (applied boolean, points bigint) language plpgsql as $$
  declare f clientele_points_account; t clientele_points_account; e record; v_from bigint; v_to bigint; v_taken bigint;
    v_moved jsonb;
  begin
    select x.id into v_from from clientele_points_account x where x.mailbox = p_from;
    if not found then raise exception 'there is no points account to merge' using errcode = 'PC007'; end if;
    v_to := clientele_points_account_of(p_to);
    perform 1 from clientele_points_account x where x.id in (v_from, v_to) order by x.id for no key update;
    select * into f from clientele_points_account x where x.id = v_from;
    select * into t from clientele_points_account x where x.id = v_to;
    select x.points, x.request_hash into e from clientele_points_merge x where x.idempotency_key = p_key;
    if found then
      if e.request_hash <> p_hash then
        raise exception 'the key was used with another request' using errcode = 'PC002';
      end if;
      applied := false; points := e.points; return next; return;
    end if;
    f := clientele_points_cover_holds(clientele_points_expire(f, p_now), 0);
    t := clientele_points_expire(t, p_now);
    points := f.balance; applied := true;
    insert into clientele_points_merge values (p_key, p_hash, f.id, t.id, points);
    update clientele_points_lot x set account_id = t.id where x.account_id = f.id;
    update clientele_points_hold x set account_id = t.id where x.account_id = f.id;
    if points = 0 then return next; return; end if;

    v_moved := jsonb_build_object('lifetime_earned', f.lifetime_earned, 'lifetime_redeemed', f.lifetime_redeemed);
    f := clientele_points_post(f, 'adjust', 'merge', -points, null, null, p_key || ':from', p_hash,
      jsonb_build_object('lifetime_earned', -f.lifetime_earned, 'lifetime_redeemed', -f.lifetime_redeemed));
    -- A debt on either side is paid from the lots on the other.
    v_taken := case when points > 0 then least(points, greatest(-t.balance, 0))
      else least(-points, greatest(t.balance, 0)) end;
    perform clientele_points_take(t.id, t.version + 1, v_taken, null, null, null);
    if points < 0 then
      t := clientele_points_cover_holds(t, t.balance + points - clientele_points_pending(t.id, p_now));
    end if;
    t := clientele_points_post(t, 'adjust', 'merge', points, null, null, p_key || ':to', p_hash, v_moved);
    update clientele_points_account x set
      lifetime_earned = x.lifetime_earned + (v_moved->>'lifetime_earned')::bigint
        * case when x.id = t.id then 1 else -1 end,
      lifetime_redeemed = x.lifetime_redeemed + (v_moved->>'lifetime_redeemed')::bigint
        * case when x.id = t.id then 1 else -1 end
      where x.id in (f.id, t.id);
    insert into clientele_points_entry_note (account_id, version, stated_reason, actor_id)
      values (f.id, f.version, p_stated_reason, p_actor_id), (t.id, t.version, p_stated_reason, p_actor_id);
    return next;
  end $$;`,
]

const ORDERS = [
  // Brings what one order has granted to its target. The ticket was drawn before the order was read: an older reading
  // never overrides a newer one (ADR 0010). A first award takes the short way; where two meet, the lot's unique key lets
  // one of them through and the caller runs the other again. `p_first`: the reader knew of no award yet, so that its
  // terms are not the frozen ones; it reads again if there is one by now.
  `create or replace function clientele_points_settle(
    p_order_id text, p_mailbox text, p_target bigint, p_may_rise boolean, p_first boolean, p_ticket bigint,
    p_currency_code text, p_available_at timestamptz, p_expires_at timestamptz, p_clamp boolean, p_calculation jsonb,
    p_now timestamptz
  ) returns table (outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql as $$
  declare v_account bigint; v_use bigint := 0;
  begin
    select x.account_id into v_account from clientele_points_lot x where x.source = p_order_id;
    if found then
      return query select s.* from clientele_points_settle_again(v_account, p_order_id, p_target, p_may_rise, p_first,
        p_ticket, p_currency_code, p_available_at, p_expires_at, p_clamp, p_calculation, p_now) s;
      return;
    end if;
    select x.id, x.balance, x.version into account_id, balance_after, version from clientele_points_account x
      where x.mailbox = p_mailbox for no key update;
    if not found then
      v_account := clientele_points_account_of(p_mailbox);
      select x.id, x.balance, x.version into account_id, balance_after, version from clientele_points_account x
        where x.id = v_account for no key update;
    end if;
    points := p_target;
    outcome := 'nothing';
    if p_target > 0 then
      outcome := 'awarded';
      v_use := least(p_target, greatest(-balance_after, 0));
      balance_after := balance_after + p_target;
      version := version + 1;
      update clientele_points_account x set balance = balance_after, version = clientele_points_settle.version,
        lifetime_earned = x.lifetime_earned + p_target, updated_at = now() where x.id = account_id;
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
          currency_code, idempotency_key, request_hash, calculation)
        values (account_id, version, 'earn', 'order', p_target, balance_after, p_order_id, p_currency_code,
          p_order_id || ':earn:1', '', p_calculation);
    end if;
    insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, revision, ticket,
        available_at, expires_at)
      values (p_order_id, account_id, true, case when p_target > 0 then version end, p_target, p_target - v_use,
        case when p_target > 0 then 1 else 0 end, p_ticket, p_available_at, p_expires_at);
    return next;
  end $$;`,

  // Every later settlement of an order: the difference, up or down.
  `create or replace function clientele_points_settle_again(
    p_account bigint, p_order_id text, p_target bigint, p_may_rise boolean, p_first boolean, p_ticket bigint,
    p_currency_code text, p_available_at timestamptz, p_expires_at timestamptz, p_clamp boolean, p_calculation jsonb,
    p_now timestamptz
  ) returns table (outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql as $$
  declare a clientele_points_account; l clientele_points_lot; v_points bigint; v_lapsed bigint; v_forgiven bigint;
    v_repaid bigint;
  begin
    select * into a from clientele_points_account x where x.id = p_account for no key update;
    select * into l from clientele_points_lot x where x.source = p_order_id;
    if not found or l.account_id is distinct from a.id then
      raise exception 'order % has moved to another account meanwhile', p_order_id using errcode = 'PC003';
    end if;
    account_id := a.id; points := 0; version := a.version; balance_after := a.balance;
    if p_ticket <= l.ticket then outcome := 'stale'; return next; return; end if;
    if p_first and l.entry_version is not null then outcome := 'read_again'; return next; return; end if;

    if p_target > l.granted and p_may_rise then
      -- What was let off when the target fell is not granted a second time.
      v_lapsed := least(p_target - l.granted, l.lapsed);
      v_forgiven := least(p_target - l.granted - v_lapsed, l.forgiven);
      v_points := p_target - l.granted - v_lapsed - v_forgiven;
      v_repaid := least(v_points, greatest(-a.balance, 0));
      if v_points > 0 then
        a := clientele_points_post(a, 'earn', case when l.entry_version is null then 'order' else 'order_change' end,
          v_points, p_order_id, p_currency_code, p_order_id || ':earn:' || (l.revision + 1), '', p_calculation);
      end if;
      update clientele_points_lot x set granted = p_target, lapsed = x.lapsed - v_lapsed, expired = x.expired + v_lapsed,
        forgiven = x.forgiven - v_forgiven, remaining = x.remaining + v_points - v_repaid, ticket = p_ticket,
        revision = x.revision + 1,
        entry_version = coalesce(x.entry_version, case when v_points > 0 then a.version end),
        available_at = case when x.entry_version is null then p_available_at else x.available_at end,
        -- New points are not born expired.
        expires_at = case when x.entry_version is null or x.expires_at <= p_now then p_expires_at else x.expires_at end
        where x.source = l.source;
      outcome := 'raised'; points := v_points;
    elsif p_target < l.granted then
      -- What has expired is gone already: only what was spent or is still there is taken back.
      v_lapsed := least(l.granted - p_target, l.expired);
      v_points := l.granted - p_target - v_lapsed;
      if p_clamp then v_points := least(v_points, greatest(a.balance, 0)); end if;
      if v_points > 0 then
        a := clientele_points_debit(a, 'adjust', 'refund_reversal', v_points, p_order_id, p_currency_code,
          p_order_id || ':earn:' || (l.revision + 1), '', p_calculation, l.source, p_now, false);
      end if;
      update clientele_points_lot x set granted = p_target, expired = x.expired - v_lapsed,
        lapsed = x.lapsed + v_lapsed, forgiven = x.forgiven + (l.granted - p_target - v_lapsed - v_points),
        ticket = p_ticket, revision = x.revision + 1 where x.source = l.source;
      outcome := 'reversed'; points := -v_points;
    else
      update clientele_points_lot set ticket = p_ticket where source = l.source;
      outcome := 'unchanged';
    end if;
    version := a.version; balance_after := a.balance;
    return next;
  end $$;`,

  // The same for hundreds of orders in one round trip. First awards of accounts without debt go set-wise, the rest one
  // by one; accounts are locked in the order of their ids, so two batches never deadlock. An order that somebody awards
  // meanwhile fails on its lot's unique key, one that a merge moves meanwhile on the comparison: both run again.
  `create or replace function clientele_points_settle_batch(
    p_order_ids text[], p_mailboxes text[], p_targets bigint[], p_may_rise boolean[], p_first boolean[],
    p_ticket bigint, p_currency_codes text[], p_available_at timestamptz[], p_expires_at timestamptz[],
    p_clamp boolean, p_calculations jsonb, p_now timestamptz
  ) returns table (order_id text, outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql as $$
  declare v_accounts bigint[]; v_new boolean[]; v_done integer; r record;
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
    perform 1 from clientele_points_account x where x.id = any (v_accounts) order by x.id for no key update;

    return query
    with input as materialized (
      select i.*, x.balance + sum(i.target) over w as after, x.version + row_number() over w as entry_version
      from rows from (unnest(p_order_ids), unnest(p_targets), unnest(v_accounts), unnest(v_new),
          unnest(p_currency_codes), unnest(p_available_at), unnest(p_expires_at), jsonb_array_elements(p_calculations))
        with ordinality as i (order_id, target, account, is_new, currency, available, expires, calculation, n)
      join clientele_points_account x on x.id = i.account
      where i.is_new and i.target > 0 and x.balance >= 0
      window w as (partition by i.account order by i.n)
    ), entries as (
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
        currency_code, idempotency_key, request_hash, calculation)
      select i.account, i.entry_version, 'earn', 'order', i.target, i.after, i.order_id, i.currency,
        i.order_id || ':earn:1', '', i.calculation from input i
    ), lots as (
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, revision,
        ticket, available_at, expires_at)
      select i.order_id, i.account, true, i.entry_version, i.target, i.target, 1, p_ticket, i.available, i.expires
      from input i
    ), accounts as (
      update clientele_points_account x set balance = x.balance + s.points, version = x.version + s.entries,
        lifetime_earned = x.lifetime_earned + s.points, updated_at = now()
      from (select i.account, sum(i.target)::bigint as points, count(*) as entries from input i group by 1) s
      where x.id = s.account
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
        where l.source = i.order_id and l.ticket = p_ticket and l.revision = 1)
      order by i.n
    loop
      return query select r.order_id, s.* from clientele_points_settle(r.order_id, r.mailbox, r.target, r.may_rise,
        r.first, p_ticket, r.currency, r.available, r.expires, p_clamp, r.calculation, p_now) s;
    end loop;
  end $$;`,
]

const HOLDS = [
  // The account of a hold, locked. A merge can move the hold while we wait for the lock: then its new account, too.
  `create or replace function clientele_points_lock_hold(p_id text) returns clientele_points_account
  language plpgsql as $$
  declare a clientele_points_account; v_account bigint;
  begin
    loop
      select h.account_id into v_account from clientele_points_hold h where h.id = p_id;
      if not found then return null; end if;
      select * into a from clientele_points_account x where x.id = v_account for no key update;
      perform 1 from clientele_points_hold h where h.id = p_id and h.account_id = v_account;
      if found then return a; end if;
    end loop;
  end $$;`,

  // A live hold on the same cart is replaced: a shopper moves a slider.
  `create or replace function clientele_points_hold_place(
    p_id text, p_mailbox text, p_cart_id text, p_points bigint, p_currency_code text, p_rate numeric,
    p_max_percent integer, p_min_points bigint, p_min_checkout_total numeric, p_proof_id text,
    p_expires_at timestamptz, p_now timestamptz
  ) returns table (available bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold; v_account bigint;
  begin
    v_account := clientele_points_account_of(p_mailbox);
    select * into a from clientele_points_account where id = v_account for no key update;
    select * into h from clientele_points_hold where cart_id = p_cart_id and status = 'held';
    if found then
      if h.account_id <> a.id then
        raise exception 'the cart has a hold of another account' using errcode = 'PC006';
      end if;
      update clientele_points_hold set status = 'released', ended_because = 'replaced', updated_at = now()
        where id = h.id;
      update clientele_points_account set held = held - h.points where id = a.id returning * into a;
    end if;
    a := clientele_points_expire(a, p_now);
    available := a.balance - a.held - clientele_points_pending(a.id, p_now);
    if available < p_points then
      raise exception '% points are available', greatest(available, 0) using errcode = 'PC001';
    end if;
    insert into clientele_points_hold (id, account_id, cart_id, points, currency_code, points_per_currency_discount,
      max_percent, min_points, min_checkout_total, proof_id, expires_at)
    values (p_id, a.id, p_cart_id, p_points, p_currency_code, p_rate, p_max_percent, p_min_points,
      p_min_checkout_total, p_proof_id, p_expires_at);
    update clientele_points_account set held = held + p_points where id = a.id;
    available := available - p_points;
    return next;
  exception when unique_violation then
    raise exception 'the cart has a hold of another account' using errcode = 'PC006';
  end $$;`,

  // held -> posted, once: the deduction. What the order does not carry of the hold is free again. A hold that expired
  // while the shopper was at the bank is taken again if the points are still there (R47).
  `create or replace function clientele_points_hold_post(
    p_id text, p_order_id text, p_points bigint, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint, balance_after bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null then raise exception 'there is no hold %', p_id using errcode = 'PC004'; end if;
    select * into h from clientele_points_hold where id = p_id;
    account_id := a.id;
    if h.status = 'posted' and h.order_id = p_order_id then
      select false, x.version, x.balance_after into applied, version, balance_after from clientele_points_entry x
        where x.idempotency_key = p_order_id || ':redeem';
      return next; return;
    end if;
    if h.status not in ('held', 'expired') then
      raise exception 'hold % is %', p_id, h.status using errcode = 'PC004';
    end if;
    if p_points < 1 or p_points > h.points then
      raise exception 'the hold covers % points', h.points using errcode = 'PC001';
    end if;
    if h.status = 'held' then
      update clientele_points_account set held = held - h.points where id = a.id returning * into a;
    else
      a := clientele_points_expire(a, p_now);
      if a.balance - a.held - clientele_points_pending(a.id, p_now) < p_points then
        raise exception 'hold % is expired and its points are gone', p_id using errcode = 'PC004';
      end if;
    end if;
    update clientele_points_hold set status = 'posted', order_id = p_order_id, updated_at = now() where id = p_id;
    a := clientele_points_debit(a, 'redeem', 'redemption', p_points, p_order_id, h.currency_code,
      p_order_id || ':redeem', p_id, p_calculation, null, p_now, true);
    applied := true; version := a.version; balance_after := a.balance;
    return next;
  end $$;`,

  // Puts points back into the lots that a redemption took them from, soonest expiry last to leave first to return; what
  // no lot can take again, or would come back about to expire, becomes a lot of its own. Debt is repaid first.
  `create or replace function clientele_points_give_back(
    a clientele_points_account, p_order_id text, p_points bigint, p_key text, p_calculation jsonb,
    p_not_before timestamptz
  ) returns clientele_points_account language plpgsql as $$
  declare v_left bigint; v_back bigint; v_done bigint; l record; v_expires timestamptz := 'infinity'; v_taken bigint;
  begin
    v_left := p_points - least(p_points, greatest(-a.balance, 0));
    a := clientele_points_post(a, 'adjust', 'redeem_return', p_points, p_order_id, null, p_key, '', p_calculation);
    select coalesce(sum(x.points), 0) into v_done from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem' and x.idempotency_key < p_order_id || ':redeem~'
        and x.reason = 'redeem_return' and x.idempotency_key <> p_key;
    for l in select x.source, x.granted - x.remaining as room, x.expires_at, x.forgiven, x.revision, x.of_order,
        u.points - greatest(0, least(u.points, v_done - sum(u.points) over w + u.points)) as used
      from clientele_points_entry e
      join clientele_points_lot_use u on u.account_id = e.account_id and u.version = e.version
      join clientele_points_lot x on x.source = u.lot_source
      where e.idempotency_key = p_order_id || ':redeem'
      window w as (order by x.expires_at desc, x.entry_version desc, x.source rows unbounded preceding)
      order by x.expires_at desc, x.entry_version desc, x.source
    loop
      exit when v_left = 0;
      -- What was let off because these points were spent is taken back now that they return.
      v_taken := case when l.of_order then least(l.used, l.forgiven, v_left) else 0 end;
      if v_taken > 0 then
        update clientele_points_lot set forgiven = forgiven - v_taken, revision = revision + 1 where source = l.source;
        a := clientele_points_post(a, 'adjust', 'refund_reversal', -v_taken, l.source, null,
          l.source || ':earn:' || (l.revision + 1), '', null);
        v_left := v_left - v_taken;
        l.used := l.used - v_taken;
      end if;
      v_expires := least(v_expires, l.expires_at);
      v_back := case when l.expires_at < p_not_before then 0 else least(l.used, l.room, v_left) end;
      continue when v_back <= 0;
      update clientele_points_lot set remaining = remaining + v_back where source = l.source;
      v_left := v_left - v_back;
    end loop;
    if v_left > 0 then
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, v_left, v_left, greatest(v_expires, p_not_before));
    end if;
    return a;
  end $$;`,

  // posted -> held: only how the order's own transaction is undone (a declined payment). The points come back into the
  // hold, so that the shopper's retry finds them. Answers with nothing where the order had no redemption.
  `create or replace function clientele_points_hold_unpost(p_order_id text, p_now timestamptz)
  returns table (hold_id text, points bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold; v_cover bigint;
  begin
    select * into h from clientele_points_hold x where x.order_id = p_order_id;
    if not found then return; end if;
    a := clientele_points_lock_hold(h.id);
    select * into h from clientele_points_hold x where x.order_id = p_order_id;
    if h.status is distinct from 'posted' then return; end if;
    select -x.points into points from clientele_points_entry x where x.idempotency_key = p_order_id || ':redeem';
    a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:undo', null, p_now);
    v_cover := least(h.points, a.balance - a.held - clientele_points_pending(a.id, p_now));
    if v_cover > 0 and not exists (
      select 1 from clientele_points_hold x where x.cart_id = h.cart_id and x.status = 'held')
    then
      update clientele_points_hold x set status = 'held', order_id = null, points = v_cover, updated_at = now()
        where x.id = h.id;
      update clientele_points_account set held = held + v_cover where id = a.id;
    else
      update clientele_points_hold x set status = 'released', ended_because = 'order undone', order_id = null,
        updated_at = now() where x.id = h.id;
    end if;
    hold_id := h.id;
    return next;
  end $$;`,

  // Redeemed points of canceled or returned goods (R33): brings what came back of an order's redemption up to a total.
  `create or replace function clientele_points_redeem_return(
    p_order_id text, p_total bigint, p_not_before timestamptz, p_calculation jsonb
  ) returns table (points bigint, account_id bigint, version bigint, balance_after bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold; e record; v_back bigint; v_entries bigint;
  begin
    select * into h from clientele_points_hold x where x.order_id = p_order_id and x.status = 'posted';
    if not found then return; end if;
    a := clientele_points_lock_hold(h.id);
    select x.points, x.account_id into e from clientele_points_entry x
      where x.idempotency_key = p_order_id || ':redeem';
    select coalesce(sum(x.points), 0), count(*) into v_back, v_entries from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem:' and x.idempotency_key < p_order_id || ':redeem;'
        and x.reason = 'redeem_return';
    points := least(p_total, -e.points) - v_back;
    if points <= 0 then return; end if;
    a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:back:' || (v_entries + 1),
      p_calculation, p_not_before);
    account_id := a.id; version := a.version; balance_after := a.balance;
    return next;
  end $$;`,

  // held -> released or expired, once. False when the hold had ended before.
  `create or replace function clientele_points_hold_end(p_id text, p_status text, p_because text) returns boolean
  language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null then return false; end if;
    select * into h from clientele_points_hold where id = p_id;
    if h.status <> 'held' then return false; end if;
    update clientele_points_hold set status = p_status, ended_because = p_because, updated_at = now() where id = p_id;
    update clientele_points_account set held = held - h.points where id = a.id;
    return true;
  end $$;`,
]
