/**
 * Contacts of customers (contract R20). No foreign key to Medusa's customer (ADR 0021). Two unique indexes enforce the
 * service's rules a second time: one primary contact for each customer, and each email address once.
 */
export const tables: readonly string[] = [
  `create table clientele_contact (
    id text primary key,
    customer_id text not null,
    name text not null check (char_length(name) between 1 and 200),
    title text check (char_length(title) between 1 and 200),
    email text check (char_length(email) between 1 and 254),
    mailbox text collate "C",
    phone text check (char_length(phone) between 3 and 16),
    phone_original text check (char_length(phone_original) between 1 and 40),
    is_primary boolean not null default false,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    deleted_at timestamptz,
    constraint clientele_contact_email_has_mailbox check ((email is null) = (mailbox is null))
  );`,
  `create unique index clientele_contact_primary on clientele_contact (customer_id)
    where is_primary and deleted_at is null;`,
  `create unique index clientele_contact_mailbox on clientele_contact (customer_id, mailbox)
    where mailbox is not null and deleted_at is null;`,
  `create index clientele_contact_customer on clientele_contact (customer_id, created_at, id);`,
  // The sweep looks for contacts that changed lately (contract R10, ADR 0021).
  `create index clientele_contact_updated_at on clientele_contact (updated_at);`,
]
