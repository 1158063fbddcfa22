/**
 * Records the result of one attempt: the attempt, the delivery, the deliveries that wait behind it, and the endpoint's state.
 *
 * Locks: the subject, so that a fan-out sees whether a delivery is over; the delivery; the endpoint where it failed or recovers.
 * \`p_attempt\`: the number that the claim gave; an attempt that was overtaken by another claim changes no delivery. \`p_result\`:
 * delivered, retry, failed or gone. \`p_retry_ms\`: with retry. \`p_failing_ms\`: an endpoint with nothing but failures for so
 * long, of \`p_failures\` attempts at least, is disabled. \`p_record_ms\`: so long it may be recovered. Returns: why the endpoint
 * was disabled by this attempt, else null.
 */
export const FINISH = `create or replace function clientele_webhook_finish(
    p_delivery_id text, p_attempt integer, p_result text, p_retry_ms bigint, p_attempted_at timestamptz, p_duration_ms integer,
    p_status integer, p_excerpt text, p_error text, p_failing_ms bigint, p_failures integer, p_record_ms bigint
  ) returns text language plpgsql set lock_timeout = '5s' as $$
  declare d clientele_webhook_delivery; e clientele_webhook_endpoint; v_because text;
  begin
    select * into d from clientele_webhook_delivery x where x.id = p_delivery_id;
    if not found then return null; end if;
    perform 1 from clientele_webhook_subject x where x.subject = d.subject for update;
    insert into clientele_webhook_attempt (delivery_id, attempted_at, duration_ms, response_status, response_excerpt, error_code)
      values (d.id, p_attempted_at, p_duration_ms, p_status, p_excerpt, p_error);
    update clientele_webhook_delivery x set
        status = case when p_result in ('delivered', 'failed') then p_result else 'pending' end,
        next_at = case when p_result = 'retry' then clock_timestamp() + p_retry_ms * interval '1 millisecond'
          when p_result = 'gone' then clock_timestamp() else 'infinity' end,
        -- A receiver that is gone has had no chance: the delivery begins again when the endpoint is enabled.
        tries = case when p_result = 'gone' then 0 else x.tries end,
        finished_at = case when p_result in ('delivered', 'failed') then clock_timestamp() end
      where x.id = d.id and x.attempts = p_attempt and x.status = 'pending';
    if found and p_result in ('delivered', 'failed') then
      update clientele_webhook_delivery x set next_at = clock_timestamp() where x.next_at = 'infinity' and x.id = (
        select y.id from clientele_webhook_delivery y where y.endpoint_id = d.endpoint_id and y.subject = d.subject
          and y.status = 'pending' order by y.sequence limit 1);
    end if;
    if p_result = 'delivered' then
      update clientele_webhook_endpoint x set failing_since = null, failures = 0
        where x.id = d.endpoint_id and x.failing_since is not null;
      return null;
    end if;
    update clientele_webhook_endpoint x set failures = x.failures + 1, failing_since = coalesce(x.failing_since, p_attempted_at)
      where x.id = d.endpoint_id returning * into e;
    v_because := case when p_result = 'gone' then 'gone'
      when e.failures >= p_failures and e.failing_since <= p_attempted_at - p_failing_ms * interval '1 millisecond' then 'failing' end;
    if v_because is null then return null; end if;
    update clientele_webhook_endpoint x set is_active = false, disabled_at = clock_timestamp(), disabled_because = v_because,
        records_until = clock_timestamp() + p_record_ms * interval '1 millisecond', notice_claimed_at = null, notice_sent_at = null,
        updated_at = clock_timestamp()
      where x.id = e.id and x.is_active;
    return case when found then v_because end;
  end $$;`
