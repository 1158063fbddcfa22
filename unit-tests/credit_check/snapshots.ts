import fc from "fast-check"
import type { CreditSnapshot } from "../../src/modules/credit_check/domain/snapshot"

/** A fixed seed gives every run of the property tests the same ledgers. */
export const SEED = 20261129

/** A customer of three years who buys for 2,000 a month, pays on the due date, and uses a fifth of the limit. */
export function newSnapshot(change: Partial<CreditSnapshot> = {}): CreditSnapshot {
  return {
    as_of: "2026-11-29T12:00:00.000Z",
    currency_code: "usd",
    credit_limit: "10000",
    balance: "2000",
    held: "0",
    tenure_days: 1200,
    paid: [{ days_late: 0, amount: "48000", parts: 24 }],
    overdue: [],
    charges: { count: 12, amount: "24000" },
    reversed_payments: 0,
    ...change,
  }
}

const cents = (min: number, max: number) => fc.integer({ min, max }).map((amount) => (amount / 100).toFixed(2))

/** Any ledger in USD, including unusual ones. Small numbers are frequent, so that the ledgers reach limits and caps. */
export const anySnapshot: fc.Arbitrary<CreditSnapshot> = fc.record({
  as_of: fc.constant("2026-11-29T12:00:00.000Z"),
  currency_code: fc.constant("usd"),
  credit_limit: fc.option(fc.oneof(fc.constant("0"), cents(0, 5_000_000))),
  balance: cents(-100_000, 6_000_000),
  held: cents(0, 1_000_000),
  tenure_days: fc.option(fc.integer({ min: 0, max: 2000 })),
  paid: fc.array(
    fc.record({
      days_late: fc.integer({ min: -365, max: 365 }),
      amount: cents(1, 2_000_000),
      parts: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 8 },
  ),
  overdue: fc.array(
    fc.record({ days_late: fc.integer({ min: 1, max: 365 }), amount: cents(1, 500_000), items: fc.constant(1) }),
    { maxLength: 4 },
  ),
  charges: fc.record({
    count: fc.integer({ min: 0, max: 20 }),
    amount: fc.oneof(fc.constant("0"), cents(0, 10_000_000)),
  }),
  reversed_payments: fc.integer({ min: 0, max: 5 }),
})
