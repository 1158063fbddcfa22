import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * What a completion that was cut off leaves behind (ADR 0020): who posted a hold, so that a retry can tell whether that
 * attempt is over; the orders whose hold and ledger disagree; the completions that were refused over their points.
 */
export class Migration20261121193000 extends Migration {
  override async up(): Promise<void> {
    this.addSql("alter table clientele_points_hold add column if not exists posted_by text;")
    this.addSql(`create index if not exists clientele_points_hold_posted_cart
      on clientele_points_hold (cart_id) where status = 'posted';`)

    this.addSql(`create table if not exists clientele_points_disagreement (
      order_id text not null,
      hold_id text not null,
      kind text not null
        check (kind in ('orphan', 'no_deduction', 'no_discount', 'other_amount', 'hold_not_posted')),
      expected bigint,
      deducted bigint not null,
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now(),
      primary key (order_id, hold_id)
    );`)
    this.addSql(`create table if not exists clientele_points_refusal (
      hold_id text primary key references clientele_points_hold (id),
      code text not null,
      refusals integer not null default 1,
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now()
    );`)

    // A process that is killed loses its connections at once. One that lives and has not used that connection for as
    // long as its pool keeps an idle one is past the moment between order and link, too.
    this.addSql(`create or replace function clientele_points_backend() returns text language sql volatile as $$
      select a.pid || '@' || extract(epoch from a.backend_start) from pg_stat_get_activity(pg_backend_pid()) a
    $$;`)
    this.addSql(`create or replace function clientele_points_attempt_over(p_posted_by text, p_posted_at timestamptz)
    returns boolean language plpgsql volatile as $$
    begin
      -- Medusa's own lock on a cart that is being completed ends after as long.
      if p_posted_at < clock_timestamp() - interval '2 minutes' then return true; end if;
      if p_posted_by is null then return false; end if;
      perform pg_stat_clear_snapshot();
      return not exists (select 1 from pg_stat_get_activity(split_part(p_posted_by, '@', 1)::integer) a
        where a.backend_start is null or extract(epoch from a.backend_start)::text = split_part(p_posted_by, '@', 2));
    end $$;`)

    // As it was, and: it notes who posts; a hold that was let go is cart_changed, one that is posted is in progress.
    this.addSql(`create or replace function clientele_points_hold_post(
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
      if h.status = 'posted' then
        raise exception 'hold % is posted', p_id using errcode = 'PC009';
      end if;
      if h.status not in ('held', 'expired') then
        raise exception 'hold % is %, %', p_id, h.status, h.ended_because using errcode = 'PC008';
      end if;
      if p_points < 1 or p_points > h.points then
        raise exception 'the hold covers % points', h.points using errcode = 'PC008';
      end if;
      if h.status = 'held' then
        update clientele_points_account set held = held - h.points where id = a.id returning * into a;
      else
        a := clientele_points_expire(a, p_now);
        if a.balance - a.held - clientele_points_pending(a.id, p_now) < p_points then
          raise exception 'hold % is expired and its points are gone', p_id using errcode = 'PC004';
        end if;
      end if;
      update clientele_points_hold set status = 'posted', order_id = p_order_id, posted_by = clientele_points_backend(),
        updated_at = clock_timestamp() where id = p_id;
      a := clientele_points_debit(a, 'redeem', 'redemption', p_points, p_order_id, h.currency_code,
        p_order_id || ':redeem', p_id, p_calculation, null, p_now, true);
      applied := true; version := a.version; balance_after := a.balance;
      return next;
    end $$;`)
  }
}
