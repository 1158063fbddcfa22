/**
 * Trigger function: writes the messages about entries of the points ledger in their transaction. The points accounts are locked, so messages
 * about one are written in the order of its entries. A merge has its message by event, as it is about two accounts.
 *
 * It runs once a statement, as a sweep writes the entries of hundreds of orders by one: `new_entries` are its rows. A store without endpoints
 * pays one look at an empty table.
 * Locks: none. The data lack `customer_ids`, which are added when the message is handed to endpoints.
 */
export const NOTE_POINTS_ENTRY = `create or replace function clientele_webhook_note_points_entry()
  returns trigger language plpgsql as $$
  begin
    if not exists (select from clientele_webhook_endpoint e where e.records_until > now()) then return null; end if;
    insert into clientele_webhook_message (event, subject, data)
      select 'clientele.points.' || k.kind, 'points:' || n.account_id,
        jsonb_strip_nulls(jsonb_build_object('entry_id', 'pent_' || n.account_id || '_' || n.version, 'points', n.points,
          'balance_after', n.balance_after,
          'order_id', case when n.reason in ('manual', 'import', 'expiry') then null else n.order_id end))
      from new_entries n cross join lateral (select case n.reason
        when 'redemption' then 'redeemed' when 'redeem_return' then 'returned' when 'expiry' then 'expired'
        when 'manual' then 'adjusted' when 'import' then 'adjusted' when 'merge' then null
        else case when n.points > 0 then 'earned' else 'reversed' end end as kind) k
      where k.kind is not null and clientele_webhook_wants('clientele.points.' || k.kind)
      order by n.account_id, n.version;
    return null;
  end $$;`
