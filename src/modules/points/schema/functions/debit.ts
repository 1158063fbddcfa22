/**
 * Posts an entry that takes `p_points` (above 0) from an account: from its lots, then from its balance.
 *
 * Locks: none; the caller holds the lock on `a`. Holds that the lower balance does not cover are released. Takes from
 * the lot `p_prefer` first. With `p_available_only` pending points are not touched.
 * Returns: the account after the entry. Errors: PC001 if the lots do not cover the points.
 */
export const DEBIT = `create or replace function clientele_points_debit(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb, p_prefer text, p_now timestamptz, p_available_only boolean
  ) returns clientele_points_account language plpgsql as $$
  begin
    perform clientele_points_take(a.id, a.version + 1, least(p_points, greatest(a.balance, 0)), p_prefer,
      case when p_available_only then p_now end, null);
    a := clientele_points_cover_holds(a, a.balance - p_points - clientele_points_pending(a.id, p_now));
    return clientele_points_post(a, p_type, p_reason, -p_points, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
  end $$;`
