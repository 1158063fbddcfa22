/**
 * Whether a message is to be kept for an endpoint: an active one, or one that was disabled by its failures and may be recovered.
 *
 * Locks: none. It costs a store without endpoints one look at an empty table.
 */
export const WANTS = `create or replace function clientele_webhook_wants(p_event text)
  returns boolean language plpgsql stable as $$
  begin
    return exists (select from clientele_webhook_endpoint e
      where e.records_until > now() and clientele_webhook_matches(e.events, p_event));
  end $$;`
