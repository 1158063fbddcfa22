import type { ClienteleRoutes } from "../../types"

export type Figures = ClienteleRoutes["GET /admin/customers/:id/analytics"]["response"]["analytics"]

/** The figures in one currency. */
export type CurrencyFigures = Pick<Figures, "currency_code" | "overview" | "financial_summary" | "top_products">

export type Period = Figures["period"]

export const PERIODS: readonly Period[] = ["30d", "90d", "1y", "all"]
