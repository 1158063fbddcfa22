/**
 * Names this database connection by its process id and start time, so that a later one with the same process id
 * differs.
 *
 * Locks: none. Returns: `<pid>@<seconds since 1970>`.
 */
export const BACKEND = `create or replace function clientele_points_backend() returns text language sql volatile as $$
      select a.pid || '@' || extract(epoch from a.backend_start) from pg_stat_get_activity(pg_backend_pid()) a
    $$;`
