/**
 * Counts the result of one attempt for its endpoint, and disables an endpoint that is gone or has only failed for too long.
 *
 * Locks: the endpoint. \`p_failing_ms\`: an endpoint with nothing but failures for so long, of \`p_failures\` attempts at least,
 * is disabled. \`p_record_ms\`: so long it may be recovered. Returns: why the endpoint was disabled by this attempt, else null.
 */
export const JUDGE = `create or replace function clientele_webhook_judge(
    p_endpoint_id text, p_result text, p_attempted_at timestamptz, p_failing_ms bigint, p_failures integer, p_record_ms bigint
  ) returns text language plpgsql as $$
  declare e clientele_webhook_endpoint; v_because text;
  begin
    if p_result = 'delivered' then
      update clientele_webhook_endpoint x set failing_since = null, failures = 0
        where x.id = p_endpoint_id and x.failing_since is not null;
      return null;
    end if;
    update clientele_webhook_endpoint x set failures = x.failures + 1, failing_since = coalesce(x.failing_since, p_attempted_at)
      where x.id = p_endpoint_id returning * into e;
    v_because := case when p_result = 'gone' then 'gone'
      when e.failures >= p_failures and e.failing_since <= p_attempted_at - p_failing_ms * interval '1 millisecond' then 'failing' end;
    if v_because is null then return null; end if;
    update clientele_webhook_endpoint x set is_active = false, disabled_at = clock_timestamp(), disabled_because = v_because,
        records_until = clock_timestamp() + p_record_ms * interval '1 millisecond', notice_claimed_at = null, notice_sent_at = null,
        updated_at = clock_timestamp()
      where x.id = e.id and x.is_active;
    return case when found then v_because end;
  end $$;`
