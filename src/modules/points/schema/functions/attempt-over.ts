/**
 * Tells whether the attempt that posted a hold has ended (ADR 0020). `p_posted_by` is what `clientele_points_backend`
 * returned in that attempt. A killed process loses its connections at once. A living process that has not used its
 * connection for two minutes is past the moment between order and link, too.
 *
 * Locks: none. Reads PostgreSQL's list of connections as it is now.
 * Returns: true after 2 minutes, or when the connection is closed; false where the connection is not known.
 */
export const ATTEMPT_OVER = `create or replace function clientele_points_attempt_over(
    p_posted_by text, p_posted_at timestamptz
  ) returns boolean language plpgsql volatile as $$
    begin
      -- Medusa's own lock on a cart that is being completed ends after as long.
      if p_posted_at < clock_timestamp() - interval '2 minutes' then return true; end if;
      if p_posted_by is null then return false; end if;
      perform pg_stat_clear_snapshot();
      return not exists (select 1 from pg_stat_get_activity(split_part(p_posted_by, '@', 1)::integer) a
        where a.backend_start is null or extract(epoch from a.backend_start)::text = split_part(p_posted_by, '@', 2));
    end $$;`
