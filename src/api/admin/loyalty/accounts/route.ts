import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { listPointsAccounts } from "../../../../workflows/points/list-points-accounts"
import { hiddenMailboxes } from "../../../shared/key-calls"
import type { AdminListLoyaltyAccountsType } from "../validators"

/** Lists points accounts by email address, with a search by address or name (contract R66). */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/loyalty/accounts">>,
): Promise<void> {
  const { q, limit, offset } = req.validatedQuery as AdminListLoyaltyAccountsType
  const { accounts, count, count_is_estimate } = await listPointsAccounts(req.scope, {
    q,
    without: await hiddenMailboxes(req),
    limit,
    offset,
  })
  res.json({ accounts, count, limit, offset, ...(count_is_estimate ? { count_is_estimate } : {}) })
}
