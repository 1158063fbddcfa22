import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { stringify } from "csv-stringify/sync"
import type { Answer } from "../../../../types/routes"
import { getPointsReport } from "../../../../workflows/points/get-points-report"
import type { AdminGetLoyaltyReportType } from "../validators"

/** Returns the points report of a period (contract R48). `from` and `to` are days in UTC. Default: the last 30 days. */
export async function GET(req: MedusaRequest, res: MedusaResponse<Answer<"GET /admin/loyalty/report">>): Promise<void> {
  const { from, to, format } = req.validatedQuery as AdminGetLoyaltyReportType
  const report = await getPointsReport(req.scope, from, to)
  if (format === "csv") {
    res.setHeader("content-type", "text/csv; charset=utf-8")
    res.setHeader("content-disposition", `attachment; filename="points-${from}-${to}.csv"`)
    const rows = report.roll_forward.map(({ liability, ...row }) => row)
    // Cells that a spreadsheet would run as a formula are escaped (contract M40).
    res.send(stringify(rows, { header: true, escape_formulas: true }))
    return
  }
  res.json({ report })
}
