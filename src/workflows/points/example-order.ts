import type { MedusaContainer } from "@medusajs/framework/types"
import { decimal, formatMinorUnits, roundToMinorUnit } from "../../kernel/money"
import {
  currencyTerms,
  earnedIfPaid,
  mostFor,
  type OrderFacts,
  POINTS_MODULE,
  type PointsModuleService,
} from "../../modules/points"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { proposedSettings, settingLog } from "./proposed-settings"

export type ExampleRequest = {
  /** Price of the goods, without tax and shipping, in major units. */
  amount: number
  /** ISO 4217; the store's default currency without it. */
  currency_code?: string | undefined
  /** Proposed values. They are not saved, and the other settings keep their values. */
  settings?: Record<string, unknown> | undefined
}

/** The points that an order would earn and can redeem. Money is a decimal string in major units. */
export type ExampleOrder = {
  currency_code: string
  amount: string
  /** Whether this currency earns and redeems. */
  is_supported: boolean
  earned_points: number
  /** Maximum points that a shopper with enough points can use, and their discount. */
  max_points: number
  max_discount: string
}

/** More points than any account has. */
const ANY_POINTS = Number.MAX_SAFE_INTEGER

/**
 * An example order for the settings page (contract R66): one line of goods, paid in full, by the same rules as every order,
 * as if the programme were on. Nothing is written.
 *
 * @throws `unknown_setting`, or `invalid_request` naming the setting that is not valid
 */
export async function exampleOrder(container: MedusaContainer, request: ExampleRequest): Promise<ExampleOrder> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [stored, defaultCurrency] = await Promise.all([points.getSettings(), getDefaultCurrency(container)])
  const settings = { ...proposedSettings(stored, request.settings ?? {}), loyalty_points_enabled: true }
  const currency = (request.currency_code ?? defaultCurrency).toLowerCase()
  const amount = roundToMinorUnit(decimal(request.amount), currency).toFixed()
  const terms = currencyTerms(settings, currency, defaultCurrency)
  const most = mostFor(
    { settings, terms },
    ANY_POINTS,
    {
      currency_code: currency,
      total: amount,
      items: [{ id: LINE, subtotal: amount, total: amount, original_total: amount }],
    },
    [],
  )
  return {
    currency_code: currency,
    amount,
    is_supported: terms !== null,
    earned_points: earnedIfPaid(
      { order_id: LINE, email: "example@example.com", currency_code: currency, items: [lineOf(amount)] },
      { log: settingLog(settings), default_currency: defaultCurrency, cause: "example", now: points.clock() },
    ),
    max_points: most.points,
    max_discount: formatMinorUnits(most.minor_units, currency),
  }
}

const LINE = "example"

const lineOf = (amount: string): OrderFacts["items"][number] => ({
  unit_price: amount,
  quantity: 1,
  returned_quantity: 0,
  tax_percent: decimal(0),
  is_tax_inclusive: false,
  is_giftcard: false,
  discounts: [],
})
