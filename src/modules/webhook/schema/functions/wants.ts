/**
 * Whether any endpoint needs a message: an active endpoint, or one that was disabled by its failures and can be recovered.
 *
 * Locks: none. In a store without endpoints it costs one read of an empty table.
 */
export const WANTS = `create or replace function clientele_webhook_wants(p_event text)
  returns boolean language plpgsql stable as $$
  begin
    return exists (select from clientele_webhook_endpoint e
      where e.records_until > now() and clientele_webhook_matches(e.events, p_event));
  end $$;`
