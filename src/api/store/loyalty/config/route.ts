import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { POINTS_MODULE, type PointsModuleService } from "../../../../modules/points"

/** What a checkout needs to show the programme (CONTRACT R40): rates and minimums, nothing about anybody. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const settings = await req.scope.resolve<PointsModuleService>(POINTS_MODULE).getSettings()
  res.json({
    config: {
      enabled: settings.loyalty_points_enabled,
      points_per_currency_unit: settings.loyalty_points_per_currency_unit,
      points_per_currency_discount: settings.loyalty_points_per_currency_discount,
      max_redeem_percent: settings.loyalty_max_redeem_percent,
      min_points_to_redeem: settings.loyalty_min_points_to_redeem,
      min_checkout_total: settings.loyalty_min_checkout_total,
      currencies: settings.loyalty_currency_rates,
    },
  })
}
