import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * A budget for one network over all mailboxes (CONTRACT R42, ADR 0017): whoever asks for codes counts by `site` as well,
 * which is the network, for IPv6 the /48 that it is part of. And when a customer's email was changed (DESIGN D8, ADR 0019).
 */
export class Migration20261121194700 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...TABLES, REPLACED, ISSUE]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    this.addSql(`drop function if exists clientele_code_issue(text, text, bytea, bytea, boolean, text, timestamptz,
      timestamptz, interval, interval, integer, integer, integer, integer);`)
    this.addSql(`drop table if exists clientele_code_email_change;`)
    this.addSql(`drop index if exists clientele_code_challenge_site;`)
    this.addSql(`alter table clientele_code_challenge drop column if exists site;`)
  }
}

const TABLES = [
  // Challenges from before have none; they count for no site and are gone in a day.
  `alter table clientele_code_challenge add column if not exists site bytea
    constraint clientele_code_challenge_site_length check (octet_length(site) = 32);`,
  `create index if not exists clientele_code_challenge_site on clientele_code_challenge (site, created_at);`,

  `create table if not exists clientele_code_email_change (
    customer_id text collate "C" primary key,
    changed_at timestamptz not null
  );`,
]

const REPLACED = `drop function if exists clientele_code_issue(text, text, bytea, boolean, text, timestamptz, timestamptz,
  interval, interval, integer, integer, integer);`

// As before, and: of one site only so many mailboxes, whoever is asked for again counting once. The lock of the site is
// always the second and nobody waits for a mailbox while holding it, so that the two cannot lock each other up.
const ISSUE = `create or replace function clientele_code_issue(
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
