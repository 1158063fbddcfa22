import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listOpenItems } from "../../../../workflows/credit/collections/list-open-items"
import { toOpenItem } from "../../../shared/credit-answers"
import { hiddenCustomers } from "../../../shared/key-calls"
import type { AdminListOpenItemsType } from "./validators"

/** Lists the open items of all accounts, the earliest due date first (contract R28). */
export async function GET(
  req: MedusaRequest<unknown, AdminListOpenItemsType>,
  res: MedusaResponse<Answer<"GET /admin/credit/receivables">>,
): Promise<void> {
  const { receivables, next_cursor } = await listOpenItems(req.scope, {
    ...req.validatedQuery,
    without: await hiddenCustomers(req),
  })
  res.json({ receivables: receivables.map(toOpenItem), next_cursor })
}
