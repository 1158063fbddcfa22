import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * A job waits two seconds for a lock, not for ever (MUST_HOLD M48, ADR 0037). The setting belongs to the functions, so it
 * never reaches other work on the store's connections; `create or replace` without it takes it away.
 */
const BOUNDED = [
  `clientele_points_settle(text, text, bigint, boolean, boolean, bigint, text, timestamptz, timestamptz, boolean, jsonb,
    timestamptz)`,
  `clientele_points_settle_batch(text[], text[], bigint[], boolean[], boolean[], bigint, text[], timestamptz[],
    timestamptz[], boolean, jsonb, timestamptz)`,
  "clientele_points_expire_accounts(bigint, integer, timestamptz)",
  "clientele_points_redeem_return(text, bigint, timestamptz, jsonb)",
  "clientele_points_hold_end(text, text, text)",
]

export class Migration20261129010137 extends Migration {
  override async up(): Promise<void> {
    this.addSql(EXPIRE_ACCOUNTS)
    for (const name of BOUNDED) {
      this.addSql(`alter function ${name} set lock_timeout = '2s';`)
    }
    this.addSql("alter table clientele_points_watermark add column if not exists after_id text;")
    this.addSql("alter table clientele_points_watermark add column if not exists since timestamptz;")
  }

  override async down(): Promise<void> {
    for (const name of BOUNDED) {
      this.addSql(`alter function ${name} reset lock_timeout;`)
    }
    this.addSql("alter table clientele_points_watermark drop column if exists after_id, drop column if exists since;")
  }
}

// An account that another session has locked is answered with nulls: the caller names it, and the next run tries again.
const EXPIRE_ACCOUNTS = `create or replace function clientele_points_expire_accounts(
    p_after bigint, p_limit integer, p_now timestamptz)
  returns table (account_id bigint, points bigint, balance_after bigint, version bigint) language plpgsql as $$
  declare a clientele_points_account; v_before bigint;
  begin
    for account_id in
      select distinct l.account_id from clientele_points_lot l
      where l.remaining > 0 and l.expires_at < 'infinity' and l.expires_at <= p_now and l.account_id > p_after
      order by l.account_id limit p_limit
    loop
      points := null; balance_after := null; version := null;
      select * into a from clientele_points_account x where x.id = account_id for no key update skip locked;
      if found then
        v_before := a.balance;
        a := clientele_points_expire(a, p_now);
        points := v_before - a.balance; balance_after := a.balance; version := a.version;
      end if;
      return next;
    end loop;
  end $$;`
