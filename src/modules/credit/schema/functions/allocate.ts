/**
 * Puts money of one entry on a receivable, or takes it off again with a negative amount: the allocation's row, what is open
 * on both sides, and the account's unapplied cash.
 *
 * Locks: none; the caller holds the account's lock. Checks: the constraints of receivable and cash.
 * Returns: the account after it.
 */
export const ALLOCATE = `create or replace function clientele_credit_allocate(
    a clientele_credit_account, p_version bigint, p_receivable_id text, p_amount numeric
  ) returns clientele_credit_account language plpgsql as $$
  begin
    insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
      values (a.customer_id, p_version, p_receivable_id, p_amount);
    update clientele_credit_receivable set open = open - p_amount, updated_at = clock_timestamp(),
        -- A credit memo and an adjustment bring no money, so Medusa captures nothing for them (ADR 0058).
        paid = paid + case when exists (select 1 from clientele_credit_entry e where e.account_id = a.customer_id
          and e.version = p_version and e.type = 'payment') then p_amount else 0 end
      where id = p_receivable_id;
    update clientele_credit_cash set open = open - p_amount where account_id = a.customer_id and version = p_version;
    update clientele_credit_account set unapplied = unapplied - p_amount where customer_id = a.customer_id
      returning * into a;
    return a;
  end $$;`
