/**
 * Hands messages to the endpoints that want them: each message gets the next sequence of its subject, and each active endpoint whose
 * filters name the event gets a delivery. A delivery waits (\`next_at\` is infinity) while the endpoint has an earlier one of the subject.
 *
 * Locks: one for all fan-outs, so that sequences follow the positions; then the messages by position, and the subjects in their order.
 * \`p_messages\`: positions with their whole data; what another fan-out has taken meanwhile is passed over. Returns: how many deliveries
 * were made.
 */
export const FAN_OUT = `create or replace function clientele_webhook_fan_out(p_messages jsonb)
  returns integer language plpgsql set lock_timeout = '5s' as $$
  declare v_positions bigint[]; v_made integer;
  begin
    perform pg_advisory_xact_lock(hashtextextended('clientele_webhook_fan_out', 0));
    select array_agg(l.position) into v_positions from (
      select x.position from clientele_webhook_message x
        where x.sequence is null and x.position in (select g.position from jsonb_to_recordset(p_messages) as g (position bigint))
        order by x.position for update) l;
    insert into clientele_webhook_subject as s (subject, sequence)
      select x.subject, count(*) from clientele_webhook_message x where x.position = any (v_positions)
        group by x.subject order by x.subject
      on conflict (subject) do update set sequence = s.sequence + excluded.sequence;
    update clientele_webhook_message x set sequence = s.sequence - o.later, data = o.data
      from (select m.position, m.subject, g.data,
            count(*) over (partition by m.subject) - row_number() over (partition by m.subject order by m.position) as later
          from clientele_webhook_message m
            join jsonb_to_recordset(p_messages) as g (position bigint, data jsonb) on g.position = m.position
          where m.position = any (v_positions)) o
        join clientele_webhook_subject s on s.subject = o.subject
      where x.position = o.position;
    -- Filters are compared once for each kind of event, as the comparison costs more than the delivery's row.
    with wanted as materialized (
      select e.id, v.event from clientele_webhook_endpoint e
        cross join (select distinct m.event from clientele_webhook_message m where m.position = any (v_positions)) v
        where e.is_active and clientele_webhook_matches(e.events, v.event))
    insert into clientele_webhook_delivery (endpoint_id, message_position, subject, sequence, next_at)
      select e.id, x.position, x.subject, x.sequence,
        case when row_number() over (partition by e.id, x.subject order by x.position) > 1
            or exists (select from clientele_webhook_delivery d
              where d.endpoint_id = e.id and d.subject = x.subject and d.status = 'pending')
          then 'infinity' else clock_timestamp() end
      from clientele_webhook_message x join wanted e on e.event = x.event
      where x.position = any (v_positions)
      order by x.position;
    get diagnostics v_made = row_count;
    return v_made;
  end $$;`
