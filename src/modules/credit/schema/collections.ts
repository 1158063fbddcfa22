/** Due dates as they were before they moved, so that the ageing of an earlier day stays as it was (ADR 0059). */
export const dueChangeTable: string = `create table clientele_credit_due_change (
    id bigint generated always as identity primary key,
    receivable_id text not null,
    due_on date not null,
    changed_at timestamptz not null default clock_timestamp()
  );`

/** For the ageing of an earlier day, which reads what was allocated since. Entries have the same (ADR 0055). */
export const allocationDay: string =
  "create index clientele_credit_allocation_day on clientele_credit_allocation using brin (created_at);"

export const dueChangeTrigger: string = `create trigger clientele_credit_receivable_due_change
    after update of due_on on clientele_credit_receivable for each row when (old.due_on <> new.due_on)
    execute function clientele_credit_keep_due_date();`
