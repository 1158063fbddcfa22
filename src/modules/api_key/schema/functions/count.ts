/**
 * Counts a call in the minute and the day of its bucket, or in neither if one of them is full (contract R62). A window begins with
 * its first call.
 *
 * Locks: the bucket's row; it waits five seconds at most. The clock is read under the lock, so no window begins twice. A
 * refused call takes no lock, so a client that keeps calling blocks no other. Returns: whether the call counted, and the
 * windows after it.
 */
export const COUNT = `create or replace function clientele_key_count(
    p_bucket text, p_per_minute integer, p_per_day integer
  ) returns table (
    allowed boolean, minute_calls integer, minute_ends_in_ms integer, day_calls integer, day_ends_in_ms integer
  ) language plpgsql set lock_timeout = '5s' as $$
  declare c clientele_key_calls; v_now timestamptz;
  begin
    v_now := clock_timestamp();
    select * into c from clientele_key_calls k where k.bucket = p_bucket
      and (k.minute_calls >= p_per_minute and k.minute_ends_at > v_now
        or k.day_calls >= p_per_day and k.day_ends_at > v_now);
    if not found then
      loop
        select * into c from clientele_key_calls k where k.bucket = p_bucket for no key update;
        exit when found;
        insert into clientele_key_calls values (p_bucket, '-infinity', 0, '-infinity', 0) on conflict do nothing;
      end loop;
      v_now := clock_timestamp();
    end if;
    if c.minute_ends_at <= v_now then
      c.minute_ends_at := v_now + interval '1 minute'; c.minute_calls := 0;
    end if;
    if c.day_ends_at <= v_now then
      c.day_ends_at := v_now + interval '1 day'; c.day_calls := 0;
    end if;
    allowed := c.minute_calls < p_per_minute and c.day_calls < p_per_day;
    if allowed then
      c.minute_calls := c.minute_calls + 1;
      c.day_calls := c.day_calls + 1;
      update clientele_key_calls k set minute_ends_at = c.minute_ends_at, minute_calls = c.minute_calls,
        day_ends_at = c.day_ends_at, day_calls = c.day_calls where k.bucket = p_bucket;
    end if;
    minute_calls := c.minute_calls;
    minute_ends_in_ms := ceil(extract(epoch from c.minute_ends_at - v_now) * 1000);
    day_calls := c.day_calls;
    day_ends_in_ms := ceil(extract(epoch from c.day_ends_at - v_now) * 1000);
    return next;
  end $$;`
