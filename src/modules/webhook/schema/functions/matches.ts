/**
 * Whether one of an endpoint's filters matches an event: by its name, or by a prefix followed by `*`. Events and filters
 * are lower case.
 *
 * Locks: none.
 */
export const MATCHES = `create or replace function clientele_webhook_matches(p_filters text[], p_event text)
  returns boolean language sql immutable as $$
    select exists (select from unnest(p_filters) f
      where f = p_event or (right(f, 1) = '*' and starts_with(p_event, left(f, -1))))
  $$;`
