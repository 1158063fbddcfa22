import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The ledger's functions that bring orders to what they are to have earned (ADR 0010, 0011). */
export class Migration20261121100200 extends Migration {
  override async up(): Promise<void> {
    for (const statement of ORDERS) {
      this.addSql(statement)
    }
  }
}

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
