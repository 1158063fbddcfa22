/**
 * Hands messages to the endpoints that want them: each message gets the next sequence of its subject, and each active endpoint whose
 * filters name the event gets a delivery. A delivery waits (\`next_at\` is infinity) while the endpoint has an earlier one of the subject.
 *
 * Locks: one for all fan-outs, so that sequences follow the positions; then the subjects. \`p_messages\`: positions with their whole data;
 * what another fan-out has taken meanwhile is passed over. Returns: how many deliveries were made.
 */
export const FAN_OUT = `create or replace function clientele_webhook_fan_out(p_messages jsonb)
  returns integer language plpgsql set lock_timeout = '5s' as $$
  declare m record; v_sequence bigint; v_made integer; v_all integer := 0;
  begin
    perform pg_advisory_xact_lock(hashtextextended('clientele_webhook_fan_out', 0));
    for m in
      select x.position, x.event, x.subject, g.data from clientele_webhook_message x
        join jsonb_to_recordset(p_messages) as g (position bigint, data jsonb) on g.position = x.position
        where x.sequence is null order by x.position
    loop
      insert into clientele_webhook_subject as s (subject, sequence) values (m.subject, 1)
        on conflict (subject) do update set sequence = s.sequence + 1 returning s.sequence into v_sequence;
      update clientele_webhook_message x set sequence = v_sequence, data = m.data where x.position = m.position;
      insert into clientele_webhook_delivery (endpoint_id, message_position, subject, sequence, next_at)
        select e.id, m.position, m.subject, v_sequence,
          case when exists (select from clientele_webhook_delivery d
              where d.endpoint_id = e.id and d.subject = m.subject and d.status = 'pending')
            then 'infinity' else clock_timestamp() end
        from clientele_webhook_endpoint e
        where e.is_active and clientele_webhook_matches(e.events, m.event);
      get diagnostics v_made = row_count;
      v_all := v_all + v_made;
    end loop;
    return v_all;
  end $$;`
