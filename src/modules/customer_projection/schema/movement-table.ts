/**
 * Payments and refunds of orders, by Medusa's id of the capture or refund (contract R29, ADR 0061). Each row is written
 * with its order, so `clientele rebuild-stats` can restore it.
 */
export const movementTable: readonly string[] = [
  `create table if not exists clientele_customer_movement (
    order_id text collate "C" not null references clientele_customer_order on delete cascade,
    movement_id text collate "C" not null,
    customer_id text collate "C",
    kind text not null check (kind in ('payment', 'refund')),
    amount numeric not null,
    currency_code text not null,
    made_at timestamptz not null,
    actor_id text,
    primary key (order_id, movement_id)
  );`,
  `create index if not exists clientele_customer_movement_customer
    on clientele_customer_movement (customer_id, kind, made_at desc, movement_id desc);`,
  `create index if not exists clientele_customer_order_canceled
    on clientele_customer_order (customer_id, canceled_at desc, order_id desc) where canceled_at is not null;`,
]
