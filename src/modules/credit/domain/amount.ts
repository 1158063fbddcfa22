import { decimal, minorUnitDigits } from "../../../kernel/money"

/** Amounts of the ledger are below this, in major units. */
export const MAX_AMOUNT = 1_000_000_000_000

/**
 * Whether a text is an amount that the ledger takes: plain digits, above 0, below {@link MAX_AMOUNT}, and no more decimals than
 * the currency has (contract M57).
 *
 * @param currencyCode ISO 4217, any case
 */
export function isAmount(text: string, currencyCode: string): boolean {
  const digits = /^\d{1,12}(?:\.(\d{1,10}))?$/.exec(text)
  const decimals = digits?.[1]?.replace(/0+$/, "") ?? ""
  return digits !== null && decimals.length <= minorUnitDigits(currencyCode) && decimal(text).gt(0)
}
