import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * Challenges, failed guesses, tokens and proofs (CONTRACT R42, R43; ADR 0017). No code, token or client address is here in
 * plain. The rows are the counters: limits count them under one lock for each mailbox, so that they hold at any moment and
 * for any number of instances.
 */
export class Migration20261121120000 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) {
      this.addSql(statement)
    }
  }

  override async down(): Promise<void> {
    for (const name of ["issue", "guess", "accept", "lock", "free_at"]) {
      this.addSql(`drop function if exists clientele_code_${name};`)
    }
    for (const name of ["challenge", "failure", "token", "proof"]) {
      this.addSql(`drop table if exists clientele_code_${name};`)
    }
  }
}

const TABLES = [
  `create table if not exists clientele_code_challenge (
    id text collate "C" primary key,
    mailbox text collate "C" not null,
    network bytea not null check (octet_length(network) = 32),
    by_owner boolean not null,
    cart_id text,
    guesses smallint not null default 0 check (guesses between 0 and 5),
    nonce bytea check (octet_length(nonce) = 32),
    seal bytea check (octet_length(seal) = 32),
    mail_outcome text check (mail_outcome in ('sent', 'not_needed', 'expired')),
    used_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    constraint clientele_code_challenge_sealed check ((nonce is null) = (seal is null))
  );`,
  `create index if not exists clientele_code_challenge_mailbox on clientele_code_challenge (mailbox, created_at);`,
  `create index if not exists clientele_code_challenge_age on clientele_code_challenge (created_at);`,
  // Challenges that no worker has looked at yet.
  `create index if not exists clientele_code_challenge_waiting on clientele_code_challenge (created_at)
    where nonce is null and mail_outcome is null;`,

  `create table if not exists clientele_code_failure (
    id bigint generated always as identity primary key,
    mailbox text collate "C" not null,
    network bytea not null check (octet_length(network) = 32),
    by_owner boolean not null,
    compared boolean not null,
    created_at timestamptz not null
  );`,
  `create index if not exists clientele_code_failure_mailbox on clientele_code_failure (mailbox, created_at);`,
  `create index if not exists clientele_code_failure_age on clientele_code_failure (created_at);`,

  `create table if not exists clientele_code_token (
    id text collate "C" primary key,
    hash bytea not null unique check (octet_length(hash) = 32),
    mailbox text collate "C" not null,
    cart_id text,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    consumed_at timestamptz,
    order_id text,
    constraint clientele_code_token_consumed check ((consumed_at is null) = (order_id is null))
  );`,
  `create index if not exists clientele_code_token_age on clientele_code_token (expires_at);`,

  `create table if not exists clientele_code_proof (
    customer_id text collate "C" primary key,
    mailbox text collate "C" not null,
    proven_at timestamptz not null
  );`,
]

const FUNCTIONS = [
  // One mailbox, one line: counting and adding cannot be torn apart by others who do the same.
  `create or replace function clientele_code_lock(p_mailbox text) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('clientele_code:' || p_mailbox, 0))
  $$;`,

  // When one more is allowed, of rows that are told by their moments; null: now. The nth newest has to grow old.
  `create or replace function clientele_code_free_at(p_moments timestamptz[], p_limit integer, p_window interval)
  returns timestamptz language sql immutable as $$
    select (select moment + p_window from unnest(p_moments) moment order by moment desc offset p_limit - 1 limit 1)
  $$;`,

  // A challenge, or that of a moment ago, or when to come back.
  `create or replace function clientele_code_issue(
    p_id text, p_mailbox text, p_network bytea, p_by_owner boolean, p_cart_id text, p_now timestamptz,
    p_expires_at timestamptz, p_cooldown interval, p_window interval, p_per_network integer, p_per_mailbox integer,
    p_per_owner integer
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
    insert into clientele_code_challenge (id, mailbox, network, by_owner, cart_id, created_at, expires_at)
      values (p_id, p_mailbox, p_network, p_by_owner, p_cart_id, p_now, p_expires_at);
    return query select p_id, true, null::timestamptz;
  end $$;`,

  // Counts a guess before anybody compares it (M24): as a failure, which clientele_code_accept takes back.
  `create or replace function clientele_code_guess(
    p_challenge text, p_mailbox text, p_network bytea, p_by_owner boolean, p_now timestamptz, p_per_code integer,
    p_window interval, p_per_network integer, p_per_mailbox integer, p_per_owner integer
  ) returns table (challenge_id text, seal bytea, failure_id bigint, free_at timestamptz) language plpgsql as $$
  declare v_free timestamptz; v_id text; v_seal bytea; v_failure bigint;
  begin
    perform clientele_code_lock(p_mailbox);
    select case when p_by_owner
      then clientele_code_free_at(array_agg(f.created_at) filter (where f.by_owner), p_per_owner, p_window)
      else greatest(
        clientele_code_free_at(array_agg(f.created_at) filter (where not f.by_owner and f.network = p_network),
          p_per_network, p_window),
        clientele_code_free_at(array_agg(f.created_at) filter (where not f.by_owner and f.compared), p_per_mailbox,
          p_window))
      end into v_free
      from clientele_code_failure f where f.mailbox = p_mailbox and f.created_at > p_now - p_window;
    if v_free is not null then return query select null::text, null::bytea, null::bigint, v_free; return; end if;
    update clientele_code_challenge u set guesses = u.guesses + 1
      where u.id = (
        select c.id from clientele_code_challenge c
        where c.mailbox = p_mailbox and c.used_at is null and c.guesses < p_per_code and c.expires_at > p_now
          and case when p_challenge is null then c.network = p_network else c.id = p_challenge end
        order by c.created_at desc limit 1)
      returning u.id, u.seal into v_id, v_seal;
    insert into clientele_code_failure (mailbox, network, by_owner, compared, created_at)
      values (p_mailbox, p_network, p_by_owner, v_id is not null, p_now) returning id into v_failure;
    return query select v_id, v_seal, v_failure, null::timestamptz;
  end $$;`,

  // The one gate of a right code (M26): the challenge is used, the failure was none, the token is there; or nothing.
  `create or replace function clientele_code_accept(
    p_challenge text, p_failure bigint, p_token_id text, p_hash bytea, p_now timestamptz, p_expires_at timestamptz
  ) returns boolean language plpgsql as $$
  declare c clientele_code_challenge;
  begin
    update clientele_code_challenge set used_at = p_now where id = p_challenge and used_at is null returning * into c;
    if not found then return false; end if;
    delete from clientele_code_failure where id = p_failure;
    insert into clientele_code_token (id, hash, mailbox, cart_id, created_at, expires_at)
      values (p_token_id, p_hash, c.mailbox, c.cart_id, p_now, p_expires_at);
    return true;
  end $$;`,
]
