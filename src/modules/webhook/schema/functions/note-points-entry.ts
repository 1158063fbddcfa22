/**
 * Trigger function: writes the message about an entry of the points ledger in the entry's transaction. The points account is locked, so
 * messages about it are written in the order of its entries. A merge has its message by event, as it is about two accounts.
 *
 * Locks: none. The data lack \`customer_ids\`, which are added when the message is handed to endpoints.
 */
export const NOTE_POINTS_ENTRY = `create or replace function clientele_webhook_note_points_entry()
  returns trigger language plpgsql as $$
  declare v_event text;
  begin
    v_event := case new.reason
      when 'redemption' then 'clientele.points.redeemed'
      when 'redeem_return' then 'clientele.points.returned'
      when 'expiry' then 'clientele.points.expired'
      when 'manual' then 'clientele.points.adjusted'
      when 'import' then 'clientele.points.adjusted'
      when 'merge' then null
      else case when new.points > 0 then 'clientele.points.earned' else 'clientele.points.reversed' end
    end;
    if v_event is null or not clientele_webhook_wants(v_event) then return null; end if;
    insert into clientele_webhook_message (event, subject, data) values (v_event, 'points:' || new.account_id,
      jsonb_strip_nulls(jsonb_build_object('entry_id', 'pent_' || new.account_id || '_' || new.version, 'points', new.points,
        'balance_after', new.balance_after,
        'order_id', case when new.reason in ('manual', 'import', 'expiry') then null else new.order_id end)));
    return null;
  end $$;`
