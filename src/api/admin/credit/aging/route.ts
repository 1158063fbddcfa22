import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { findAging } from "../../../../workflows/credit/collections/get-aging"
import { toAging } from "../../../shared/aging-answer"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminGetAgingType } from "./validators"

/** Returns the ageing of open items at the end of a day, in total and by account (contract R28). */
export async function GET(
  req: MedusaRequest<unknown, AdminGetAgingType>,
  res: MedusaResponse<Answer<"GET /admin/credit/aging">>,
): Promise<void> {
  const { page: _page, ...query } = req.validatedQuery as AdminGetAgingType & { page?: number }
  const aging = await findAging(req.scope, { ...query, without: await hiddenCustomers(req) })
  res.json({ aging: toAging(aging), count: aging.count, limit: query.limit, offset: query.offset })
}
