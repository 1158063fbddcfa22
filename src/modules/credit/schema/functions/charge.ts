/**
 * Changes the charge of one receivable, by an entry. If the charge falls below the paid amount, allocations are taken back.
 * An account with automatic allocation uses its unapplied cash at once, on the oldest due item.
 *
 * Locks: none; the caller holds the account's lock. `p_amount`: signed, not 0.
 * Returns: the account after it.
 */
export const CHARGE = `create or replace function clientele_credit_charge(
    a clientele_credit_account, r clientele_credit_receivable, p_amount numeric, p_key text
  ) returns clientele_credit_account language plpgsql as $$
  begin
    a := clientele_credit_post(a, 'charge', p_amount, r.id, r.order_id, null, p_key, '', null);
    -- Before the charge falls: open never does below 0.
    if r.open + p_amount < 0 then
      a := clientele_credit_take_back(a, r.id, -(r.open + p_amount));
    end if;
    update clientele_credit_receivable set charged = charged + p_amount, open = open + p_amount,
      updated_at = clock_timestamp() where id = r.id;
    return clientele_credit_allocate_oldest(a);
  end $$;`
