/**
 * Allocates money of entries to receivables, or takes it off with negative amounts: writes a row for each, and updates the
 * open amounts of both sides and the account's unapplied cash. Each receivable, each row of cash and the account are
 * updated once for any number of rows, because an update reads all earlier versions of its row in the transaction.
 *
 * Locks: none; the caller holds the account's lock. The three arrays are of one length. Checks: the constraints of receivable and cash.
 * Returns: the account after it.
 */
export const ALLOCATE = `create or replace function clientele_credit_allocate(
    a clientele_credit_account, p_versions bigint[], p_receivables text[], p_amounts numeric[]
  ) returns clientele_credit_account language plpgsql as $$
  begin
    if coalesce(cardinality(p_versions), 0) = 0 then return a; end if;
    insert into clientele_credit_allocation (account_id, version, receivable_id, amount)
      select a.customer_id, x.version, x.receivable_id, x.amount
      from unnest(p_versions, p_receivables, p_amounts) with ordinality as x (version, receivable_id, amount, n) order by x.n;
    update clientele_credit_receivable r set open = r.open - x.amount, paid = r.paid + x.paid, updated_at = clock_timestamp()
      from (select y.receivable_id, sum(y.amount) as amount,
          -- A credit memo and an adjustment bring no money, so Medusa captures nothing for them (ADR 0058).
          coalesce(sum(y.amount) filter (where e.type = 'payment'), 0) as paid
        from unnest(p_versions, p_receivables, p_amounts) as y (version, receivable_id, amount)
        join clientele_credit_entry e on e.account_id = a.customer_id and e.version = y.version
        group by y.receivable_id) x
      where r.id = x.receivable_id;
    update clientele_credit_cash c set open = c.open - x.amount
      from (select y.version, sum(y.amount) as amount from unnest(p_versions, p_amounts) as y (version, amount)
        group by y.version) x
      where c.account_id = a.customer_id and c.version = x.version;
    update clientele_credit_account x set unapplied = x.unapplied - (select sum(y) from unnest(p_amounts) y)
      where x.customer_id = a.customer_id returning * into a;
    return a;
  end $$;`
