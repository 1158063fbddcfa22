import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { minorUnitDigits } from "../../../../kernel/money"
import { currencyTerms, POINTS_MODULE, type PointsModuleService, type Settings } from "../../../../modules/points"
import type { Answer } from "../../../../types/routes"
import { getDefaultCurrency } from "../../../../workflows/shared/medusa/get-default-currency"

/**
 * Returns the rates and minimums that a checkout needs (contract R40), without personal data. Field `currencies` has each
 * currency that earns and redeems, the store's default one among them, by its code in lower case.
 */
export async function GET(req: MedusaRequest, res: MedusaResponse<Answer<"GET /store/loyalty/config">>): Promise<void> {
  const [settings, defaultCurrency] = await Promise.all([
    req.scope.resolve<PointsModuleService>(POINTS_MODULE).getSettings(),
    getDefaultCurrency(req.scope),
  ])
  res.json({
    config: {
      enabled: settings.loyalty_points_enabled,
      points_per_currency_unit: settings.loyalty_points_per_currency_unit,
      points_per_currency_discount: settings.loyalty_points_per_currency_discount,
      max_redeem_percent: settings.loyalty_max_redeem_percent,
      min_points_to_redeem: settings.loyalty_min_points_to_redeem,
      min_checkout_total: settings.loyalty_min_checkout_total,
      currencies: currenciesOf(settings, defaultCurrency),
    },
  })
}

function currenciesOf(settings: Settings, defaultCurrency: string) {
  const codes = [...(defaultCurrency ? [defaultCurrency] : []), ...Object.keys(settings.loyalty_currency_rates)]
  return Object.fromEntries(
    codes.map((code) => [
      code.toLowerCase(),
      { ...currencyTerms(settings, code, defaultCurrency), decimal_digits: minorUnitDigits(code) },
    ]),
  )
}
