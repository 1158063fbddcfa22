type Exact = { toNumber(): number }

const isExact = (value: object): value is Exact => typeof (value as Partial<Exact>).toNumber === "function"

/** An answer whose exact decimals are JSON numbers, as Medusa's own amounts are there. The last step before the answer. */
export function withNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return value
  }
  if (isExact(value)) {
    return value.toNumber()
  }
  if (Array.isArray(value)) {
    return value.map(withNumbers)
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNumbers(part)]))
}
