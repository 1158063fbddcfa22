/**
 * Writes one entry and changes the balance with it. No other function changes a balance.
 *
 * Locks: none; the caller holds the lock on `a`. Returns: the account after the entry.
 */
export const POST = `create or replace function clientele_credit_post(
    a clientele_credit_account, p_type clientele_credit_entry_type, p_amount numeric, p_receivable_id text, p_order_id text,
    p_reverses bigint, p_key text, p_hash text, p_dated_on date
  ) returns clientele_credit_account language plpgsql as $$
  begin
    update clientele_credit_account set balance = balance + p_amount, version = version + 1,
      updated_at = clock_timestamp() where customer_id = a.customer_id returning * into a;
    insert into clientele_credit_entry (account_id, version, type, amount, balance_after, receivable_id, order_id, reverses,
        idempotency_key, request_hash, dated_on)
      values (a.customer_id, a.version, p_type, p_amount, a.balance, p_receivable_id, p_order_id, p_reverses, p_key, p_hash,
        p_dated_on);
    return a;
  end $$;`
