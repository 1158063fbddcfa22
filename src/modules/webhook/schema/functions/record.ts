/**
 * Records the results of attempts in one transaction: the attempts, their deliveries, the deliveries that wait behind them, and
 * the state of the endpoints.
 *
 * Locks, each in the order of its keys: the subjects, so that a fan-out sees which deliveries are over; the endpoints that an
 * attempt changes; the deliveries. It waits for no lock. An attempt that meets one is left out, and the caller records it by
 * \`clientele_webhook_finish\`. So two calls cannot deadlock, and a frozen session delays no other attempt. The arrays have one
 * value for each attempt, in the order in which they ended. \`p_numbers\`: the numbers that the claim gave; an attempt that was
 * overtaken by another claim changes no delivery. \`p_results\`: delivered, retry, failed or gone. Returns: the places of the
 * recorded attempts, from 1, each with the reason if it disabled its endpoint.
 */
export const RECORD = `create or replace function clientele_webhook_record(
    p_ids text[], p_numbers integer[], p_results text[], p_retries bigint[], p_times timestamptz[], p_durations integer[],
    p_statuses integer[], p_excerpts text[], p_errors text[], p_failing_ms bigint, p_failures integer, p_record_ms bigint
  ) returns table (recorded integer, reason text) language plpgsql set lock_timeout = '5s' as $$
  declare v_subjects text[]; v_judged text[]; v_endpoints text[]; v_kept text[]; v_over text[]; v_over_subjects text[]; a record;
  begin
    select array_agg(s.subject) into v_subjects from (
      select x.subject from clientele_webhook_subject x
        where x.subject in (select d.subject from clientele_webhook_delivery d where d.id = any (p_ids))
        order by x.subject for update skip locked) s;
    select coalesce(array_agg(r.id), '{}') into v_judged
      from unnest(p_ids, p_results) r (id, result)
        join clientele_webhook_delivery d on d.id = r.id join clientele_webhook_endpoint e on e.id = d.endpoint_id
      where r.result <> 'delivered' or e.failing_since is not null;
    select coalesce(array_agg(s.id), '{}') into v_endpoints from (
      select e.id from clientele_webhook_endpoint e
        where e.id in (select d.endpoint_id from clientele_webhook_delivery d where d.id = any (v_judged))
        order by e.id for no key update skip locked) s;
    select array_agg(s.id) into v_kept from (
      select d.id from clientele_webhook_delivery d
        where d.id = any (p_ids) and d.subject = any (v_subjects)
          and (d.endpoint_id = any (v_endpoints) or d.id <> all (v_judged))
        order by d.id for no key update skip locked) s;
    insert into clientele_webhook_attempt (delivery_id, attempted_at, duration_ms, response_status, response_excerpt, error_code)
      select r.id, r.attempted_at, r.duration_ms, r.status, r.excerpt, r.error
      from unnest(p_ids, p_times, p_durations, p_statuses, p_excerpts, p_errors) with ordinality
        r (id, attempted_at, duration_ms, status, excerpt, error, place)
      where r.id = any (v_kept) order by r.place;
    with changed as (
      update clientele_webhook_delivery x set
          status = case when r.result in ('delivered', 'failed') then r.result else 'pending' end,
          next_at = case when r.result = 'retry' then clock_timestamp() + r.retry_ms * interval '1 millisecond'
            when r.result = 'gone' then clock_timestamp() else 'infinity' end,
          -- A receiver that is gone has had no chance: the delivery begins again when the endpoint is enabled.
          tries = case when r.result = 'gone' then 0 else x.tries end,
          finished_at = case when r.result in ('delivered', 'failed') then clock_timestamp() end
        from unnest(p_ids, p_numbers, p_results, p_retries) r (id, number, result, retry_ms)
        -- Not \`status = 'pending'\`: with old statistics that read all pending deliveries by a partial index, for each batch.
        where x.id = r.id and x.id = any (v_kept) and x.attempts = r.number and x.status not in ('delivered', 'failed')
        returning x.endpoint_id, x.subject, x.status)
      select array_agg(c.endpoint_id), array_agg(c.subject) into v_over, v_over_subjects from changed c where c.status <> 'pending';
    -- Whoever holds the lock of a waiting delivery frees or deletes it. If not, the sweep frees it.
    with waiting as materialized (
      select n.id from unnest(v_over, v_over_subjects) o (endpoint_id, subject)
        cross join lateral (select y.id, y.next_at from clientele_webhook_delivery y
          where y.endpoint_id = o.endpoint_id and y.subject = o.subject and y.status = 'pending' order by y.sequence limit 1) n
        where n.next_at = 'infinity'),
    freed as materialized (
      select x.id from clientele_webhook_delivery x join waiting w on w.id = x.id
        where x.next_at = 'infinity' for no key update of x skip locked)
    update clientele_webhook_delivery x set next_at = clock_timestamp() from freed where x.id = freed.id;
    for a in
      select r.place, d.endpoint_id, r.result, r.attempted_at
        from unnest(p_ids, p_results, p_times) with ordinality r (id, result, attempted_at, place)
          join clientele_webhook_delivery d on d.id = r.id
        where r.id = any (v_kept) order by r.place
    loop
      recorded := a.place;
      reason := case when a.endpoint_id = any (v_endpoints)
        then clientele_webhook_judge(a.endpoint_id, a.result, a.attempted_at, p_failing_ms, p_failures, p_record_ms) end;
      return next;
    end loop;
  end $$;`
