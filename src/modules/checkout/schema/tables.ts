/**
 * Tables of the one-call checkout (contract R46): requests that clients may repeat, and the lease of each cart. No key,
 * token, email address or postal address is stored in plain; the order is found through the cart.
 */
export const tables: readonly string[] = [
  `create table clientele_checkout_request (
    key bytea primary key check (octet_length(key) = 32),
    request_hash bytea not null check (octet_length(request_hash) = 32),
    cart_id text not null,
    created_at timestamptz not null
  );`,
  `create index clientele_checkout_request_age on clientele_checkout_request (created_at);`,

  `create table clientele_checkout_lease (
    cart_id text primary key,
    holder text not null,
    until timestamptz not null
  );`,
]
