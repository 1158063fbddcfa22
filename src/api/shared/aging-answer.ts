import { decimal, sum } from "../../kernel/money"
import { AGING_BUCKETS, type AgedAmounts, type AgedCurrency } from "../../modules/credit"
import type { AgingView } from "../../workflows/credit/collections/get-aging"

type Buckets = Record<(typeof AGING_BUCKETS)[number], number>

/** JSON numbers, as Medusa's own amounts are there. `total`: Σ of the buckets; `balance`: the same less `unapplied`. */
export const toAged = (aged: AgedAmounts) => ({
  buckets: Object.fromEntries(AGING_BUCKETS.map((bucket) => [bucket, decimal(aged[bucket]).toNumber()])) as Buckets,
  total: sum(AGING_BUCKETS.map((bucket) => aged[bucket])).toNumber(),
  unapplied: decimal(aged.unapplied).toNumber(),
  balance: decimal(aged.balance).toNumber(),
})

const inCurrency = (one: Omit<AgedCurrency, "currency_code"> & { currency_code: string | null }) => ({
  currency_code: one.currency_code,
  ...toAged(one),
  dso: one.dso,
  accounts_count: one.accounts,
})

/**
 * `{aging}` of docs/openapi.json. The figures are of the currency with the most accounts; `by_currency` has each where there are
 * several.
 */
export function toAging({ as_of, currencies, accounts }: AgingView) {
  const [main = NOTHING] = currencies
  return {
    as_of,
    ...inCurrency(main),
    ...(currencies.length > 1 ? { by_currency: currencies.map(inCurrency) } : {}),
    accounts: accounts.map(({ account_id, name, currency_code, ...aged }) => ({
      account_id,
      name,
      currency_code,
      ...toAged(aged),
    })),
  }
}

const NOTHING = {
  currency_code: null,
  current: "0",
  d1_30: "0",
  d31_60: "0",
  d61_90: "0",
  d90_plus: "0",
  unapplied: "0",
  balance: "0",
  dso: null,
  accounts: 0,
}
