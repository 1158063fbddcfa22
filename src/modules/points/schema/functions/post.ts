/**
 * Writes one entry and changes the balance with it. No other function changes a balance, except first awards (settle
 * and batch).
 *
 * Locks: none; the caller holds the lock on `a`. Checks: the constraints of account and entry.
 * Returns: the account after the entry.
 */
export const POST = `create or replace function clientele_points_post(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb
  ) returns clientele_points_account language plpgsql as $$
  begin
    update clientele_points_account set
      balance = balance + p_points,
      version = version + 1,
      lifetime_earned = lifetime_earned
        + case when p_reason in ('order', 'order_change', 'refund_reversal') then p_points else 0 end,
      lifetime_redeemed = lifetime_redeemed
        - case when p_reason in ('redemption', 'redeem_return') then p_points else 0 end,
      updated_at = now()
    where id = a.id returning * into a;
    insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
      currency_code, idempotency_key, request_hash, calculation)
    values (a.id, a.version, p_type::clientele_points_entry_type, p_reason::clientele_points_entry_reason, p_points, a.balance, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
    return a;
  end $$;`
