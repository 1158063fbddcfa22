/**
 * Times at which a mail with a code went to a mailbox; nothing of the code (contract R29, ADR 0061). Challenges are deleted
 * after a day.
 */
export const mailTable: readonly string[] = [
  `create table if not exists clientele_code_mail (
    id bigint generated always as identity primary key,
    mailbox text collate "C" not null,
    sent_at timestamptz not null default clock_timestamp()
  );`,
  "create index if not exists clientele_code_mail_mailbox on clientele_code_mail (mailbox, id desc);",
]
