/**
 * Records the result of one attempt as \`clientele_webhook_record\` does, but waits for the locks that it meets.
 *
 * Locks: the subject; those of \`clientele_webhook_record\`, or else the endpoint and then the delivery. Returns: why the endpoint was
 * disabled by this attempt, else null, as for a delivery that is deleted. Error: 55P03, lock_not_available.
 */
export const FINISH = `create or replace function clientele_webhook_finish(
    p_delivery_id text, p_attempt integer, p_result text, p_retry_ms bigint, p_attempted_at timestamptz, p_duration_ms integer,
    p_status integer, p_excerpt text, p_error text, p_failing_ms bigint, p_failures integer, p_record_ms bigint
  ) returns text language plpgsql set lock_timeout = '5s' as $$
  declare d clientele_webhook_delivery; v_because text;
  begin
    select * into d from clientele_webhook_delivery x where x.id = p_delivery_id;
    if not found then return null; end if;
    perform 1 from clientele_webhook_subject x where x.subject = d.subject for update;
    for n in 1 .. 2 loop
      select r.reason into v_because from clientele_webhook_record(array[p_delivery_id], array[p_attempt], array[p_result],
        array[p_retry_ms], array[p_attempted_at], array[p_duration_ms], array[p_status], array[p_excerpt], array[p_error],
        p_failing_ms, p_failures, p_record_ms) r;
      if found then return v_because; end if;
      -- Another session has the endpoint or the delivery. With both, nothing is left to wait for.
      perform 1 from clientele_webhook_endpoint x where x.id = d.endpoint_id for no key update;
      perform 1 from clientele_webhook_delivery x where x.id = d.id for no key update;
      if not found then return null; end if;
    end loop;
    raise exception 'the subject % is locked or missing', d.subject using errcode = 'lock_not_available';
  end $$;`
