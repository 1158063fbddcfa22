/**
 * Writes a part of a receivable off, by one entry. No money came, so it has no row of cash: its allocation closes the item.
 *
 * Locks: none; the caller holds the account's lock. `p_amount`: above 0, at most what is open.
 * Returns: the account after the entry.
 */
export const WRITE_OFF_ITEM = `create or replace function clientele_credit_write_off_item(
    a clientele_credit_account, r clientele_credit_receivable, p_amount numeric, p_key text, p_hash text, p_dated_on date
  ) returns clientele_credit_account language plpgsql as $$
  begin
    a := clientele_credit_post(a, 'write_off', -p_amount, r.id, r.order_id, null, p_key, p_hash, p_dated_on);
    insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
      values (a.customer_id, a.version, r.id, p_amount);
    update clientele_credit_receivable set open = open - p_amount, updated_at = clock_timestamp() where id = r.id;
    return a;
  end $$;`
