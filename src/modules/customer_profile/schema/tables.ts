/**
 * Profiles of customers (contract R2). No foreign key to Medusa's customer (ADR 0021). The two unique indexes decide
 * between parallel requests for one external id or one email address (contract R6, R8).
 */
export const tables: readonly string[] = [
  `create table clientele_customer_profile (
    customer_id text collate "C" primary key,
    name text check (char_length(name) between 1 and 200),
    name_basis text,
    phone text check (char_length(phone) between 3 and 16),
    phone_original text check (char_length(phone_original) between 1 and 30),
    whatsapp_number text check (char_length(whatsapp_number) between 3 and 16),
    whatsapp_original text check (char_length(whatsapp_original) between 1 and 30),
    fax text check (char_length(fax) between 3 and 16),
    fax_original text check (char_length(fax_original) between 1 and 30),
    is_business boolean not null default false,
    description text check (char_length(description) between 1 and 200),
    website text check (char_length(website) between 1 and 2000),
    tax_id text check (char_length(tax_id) between 1 and 100),
    external_id text collate "C" check (char_length(external_id) between 1 and 100),
    photo_url text check (char_length(photo_url) between 1 and 2000),
    photo_file_id text,
    discount_rate numeric check (discount_rate between 0 and 100),
    preferred_shipping text check (char_length(preferred_shipping) between 1 and 100),
    customer_since timestamptz,
    is_active boolean not null default true,
    notes text check (char_length(notes) between 1 and 5000),
    livemode boolean not null default true,
    managed boolean not null default false,
    email_key text collate "C",
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    deleted_at timestamptz,
    constraint clientele_customer_profile_name_has_basis check ((name is null) = (name_basis is null)),
    constraint clientele_customer_profile_key_is_managed check (email_key is null or managed)
  );`,
  `create unique index clientele_customer_profile_external_id on clientele_customer_profile (external_id)
    where external_id is not null and deleted_at is null;`,
  `create unique index clientele_customer_profile_email_key on clientele_customer_profile (email_key)
    where managed and email_key is not null and deleted_at is null;`,
  // The sweep looks for profiles that changed lately (contract R10, ADR 0021).
  `create index clientele_customer_profile_updated_at on clientele_customer_profile (updated_at);`,
]

/** Test customers are few, and each call with a secret key may ask for them (contract R61). */
export const testCustomerIndex: readonly string[] = [
  `create index if not exists clientele_customer_profile_test on clientele_customer_profile (customer_id) where not livemode;`,
]
