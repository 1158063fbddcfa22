type Exact = { toNumber(): number }

const isExact = (value: object): value is Exact => typeof (value as Partial<Exact>).toNumber === "function"

/** A value whose exact decimals are numbers. */
export type Numbers<Value> = Value extends Exact
  ? number
  : Value extends Date
    ? Date
    : Value extends readonly (infer Item)[]
      ? Numbers<Item>[]
      : Value extends object
        ? { [Key in keyof Value]: Numbers<Value[Key]> }
        : Value

/** An answer whose exact decimals are JSON numbers, as Medusa's own amounts are there. The last step before the answer. */
export function withNumbers<Value>(value: Value): Numbers<Value> {
  return toNumbers(value) as Numbers<Value>
}

function toNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return value
  }
  if (isExact(value)) {
    return value.toNumber()
  }
  if (Array.isArray(value)) {
    return value.map(toNumbers)
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toNumbers(part)]))
}
