import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * A guess that names no challenge is compared with every live one that it may mean (ADR 0017): a stranger who asks for
 * codes for somebody's mailbox, in the same network, must not put theirs in front of the owner's. Each comparison counts.
 */
export class Migration20261121213200 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [REPLACED, GUESS, ACCEPT]) {
      this.addSql(statement)
    }
  }
}

const REPLACED = `drop function if exists clientele_code_accept(text, bigint, text, bytea, timestamptz, timestamptz);`

// As before, and: without a challenge, a row for each that is live, as far as the limits have room for another failure. A
// guest's guess does not reach the challenges of those who are signed in, whose budget is apart.
const GUESS = `create or replace function clientele_code_guess(
    p_challenge text, p_mailbox text, p_network bytea, p_by_owner boolean, p_now timestamptz, p_per_code integer,
    p_window interval, p_per_network integer, p_per_mailbox integer, p_per_owner integer
  ) returns table (challenge_id text, seal bytea, failure_id bigint, free_at timestamptz) language plpgsql as $$
  declare v_free timestamptz; v_left bigint;
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
    if v_free is not null then return query select null::text, null::bytea, null::bigint, v_free; return; end if;
    for challenge_id, seal in
      select c.id, c.seal from clientele_code_challenge c
      where c.mailbox = p_mailbox and c.used_at is null and c.guesses < p_per_code and c.expires_at > p_now
        and case when p_challenge is null then c.network = p_network and c.by_owner <= p_by_owner
          else c.id = p_challenge end
      order by c.created_at desc limit v_left
    loop
      update clientele_code_challenge u set guesses = u.guesses + 1 where u.id = challenge_id;
      insert into clientele_code_failure (mailbox, network, by_owner, compared, created_at)
        values (p_mailbox, p_network, p_by_owner, true, p_now) returning id into failure_id;
      return next;
    end loop;
    if not found then
      insert into clientele_code_failure (mailbox, network, by_owner, compared, created_at)
        values (p_mailbox, p_network, p_by_owner, false, p_now) returning id into failure_id;
      return query select null::text, null::bytea, failure_id, null::timestamptz;
    end if;
  end $$;`

// As before, and: all that the guess was counted as were no failures.
const ACCEPT = `create or replace function clientele_code_accept(
    p_challenge text, p_failures bigint[], p_token_id text, p_hash bytea, p_now timestamptz, p_expires_at timestamptz
  ) returns boolean language plpgsql as $$
  declare c clientele_code_challenge;
  begin
    update clientele_code_challenge set used_at = p_now where id = p_challenge and used_at is null returning * into c;
    if not found then return false; end if;
    delete from clientele_code_failure where id = any (p_failures);
    insert into clientele_code_token (id, hash, mailbox, cart_id, created_at, expires_at)
      values (p_token_id, p_hash, c.mailbox, c.cart_id, p_now, p_expires_at);
    return true;
  end $$;`
