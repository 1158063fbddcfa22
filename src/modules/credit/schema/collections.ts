/** Earlier due dates of items, so that the ageing of an earlier day does not change (ADR 0059). */
export const dueChangeTable: string = `create table clientele_credit_due_change (
    id bigint generated always as identity primary key,
    receivable_id text not null,
    due_on date not null,
    changed_at timestamptz not null default clock_timestamp()
  );`

/** For the ageing of an earlier day, which reads later allocations. Entries have the same index (ADR 0055). */
export const allocationDay: string =
  "create index clientele_credit_allocation_day on clientele_credit_allocation using brin (created_at);"

export const dueChangeTrigger: string = `create trigger clientele_credit_receivable_due_change
    after update of due_on on clientele_credit_receivable for each row when (old.due_on <> new.due_on)
    execute function clientele_credit_keep_due_date();`

/** Open items that a customer contests. A dispute that ended stays, with who ended it. */
export const disputeTable: string = `create table clientele_credit_dispute (
    id bigint generated always as identity primary key,
    account_id text not null,
    receivable_id text not null references clientele_credit_receivable (id),
    reason text,
    opened_by text,
    opened_at timestamptz not null default clock_timestamp(),
    ended_by text,
    ended_at timestamptz
  );`
/** An item has one dispute at a time. */
export const disputeOfItem: string = `create unique index clientele_credit_dispute_item on clientele_credit_dispute
    (receivable_id) where ended_at is null;`
export const disputeOfAccount: string =
  "create index clientele_credit_dispute_account on clientele_credit_dispute (account_id);"

/**
 * Reminders of an item, each once, also with two workers (contract M63). Level 0: the item fell overdue; others: the levels
 * of option `credit.dunning`. `claimed`: a worker is sending the mail, or died while sending it.
 */
export const reminderTable: string = `create table clientele_credit_reminder (
    receivable_id text not null references clientele_credit_receivable (id),
    level integer not null check (level >= 0),
    account_id text not null,
    status text not null check (status in ('noted', 'claimed', 'sent', 'failed')),
    attempts integer not null default 1,
    noted_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    primary key (receivable_id, level)
  );`
export const reminderFailed: string = `create index clientele_credit_reminder_failed on clientele_credit_reminder
    (level) where status = 'failed';`

/** For the list of all accounts' open items, by due date. */
export const openByDueDate: string =
  "create index clientele_credit_receivable_due on clientele_credit_receivable (due_on, id) where open > 0;"

/** For the timeline: mails that went out to an account. */
export const reminderOfAccount: string = `create index if not exists clientele_credit_reminder_account
  on clientele_credit_reminder (account_id, updated_at desc, receivable_id desc) where status = 'sent' and level > 0;`

/** `unknown`: the worker ended, or the provider did not answer; the mail may have gone out. */
export const reminderUnknown: readonly string[] = [
  `alter table clientele_credit_reminder drop constraint clientele_credit_reminder_status_check,
    add constraint clientele_credit_reminder_status check (status in ('noted', 'claimed', 'sent', 'failed', 'unknown'));`,
  `create index clientele_credit_reminder_claimed on clientele_credit_reminder (updated_at) where status = 'claimed';`,
]
