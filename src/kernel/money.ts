import type { BigNumberInput } from "@medusajs/framework/types"
import { defaultCurrencies, MathBN } from "@medusajs/framework/utils"

/** An exact decimal. Amounts of money are never doubles; they are added, compared and rounded as decimals only. */
export type Decimal = ReturnType<typeof MathBN.convert>

/** An amount from Medusa: a number, a string, its BigNumber or a `raw_…` value. */
export type Amount = BigNumberInput

/** The exact decimal of an amount; 0 for a missing one. */
export function decimal(amount: Amount | null | undefined): Decimal {
  return MathBN.convert(amount ?? 0)
}

/** Σ of amounts. */
export function sum(amounts: readonly Amount[]): Decimal {
  return amounts.reduce<Decimal>((total, amount) => total.plus(decimal(amount)), decimal(0))
}

/**
 * The number of digits of a currency's minor unit, from Medusa's own table (JPY 0, USD 2, KWD 3).
 *
 * @param currencyCode ISO 4217, any case; 2 for a currency that Medusa does not know
 */
export function minorUnitDigits(currencyCode: string): number {
  return defaultCurrencies[currencyCode.toUpperCase()]?.decimal_digits ?? 2
}

/** Rounded half up to the currency's minor unit. Removes rounding errors of divisions (tax shares) before a comparison. */
export function roundToMinorUnit(amount: Amount, currencyCode: string): Decimal {
  return decimal(amount).decimalPlaces(minorUnitDigits(currencyCode), 4)
}

/**
 * An amount in whole minor units of its currency, rounded half up.
 *
 * @param amount in major units
 */
export function toMinorUnits(amount: Amount, currencyCode: string): number {
  return roundToMinorUnit(amount, currencyCode).times(minorUnitsIn(currencyCode)).toNumber()
}

/**
 * An amount in major units.
 *
 * @param minorUnits whole, of the currency
 */
export function fromMinorUnits(minorUnits: number, currencyCode: string): Decimal {
  return decimal(minorUnits).div(minorUnitsIn(currencyCode))
}

/** The same, as text with all digits of the minor unit: `"9.90"`. */
export function formatMinorUnits(minorUnits: number, currencyCode: string): string {
  return fromMinorUnits(minorUnits, currencyCode).toFixed(minorUnitDigits(currencyCode))
}

/** An amount for a sentence, with all digits of the minor unit: `"1234.50 USD"`. */
export function moneyInWords(amount: Amount, currencyCode: string): string {
  return `${decimal(amount).toFixed(minorUnitDigits(currencyCode))} ${currencyCode.toUpperCase()}`
}

/** Minor units in one major unit: 100 for USD. */
export function minorUnitsIn(currencyCode: string): Decimal {
  return decimal(10).pow(minorUnitDigits(currencyCode))
}
