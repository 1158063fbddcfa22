import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { chargeCreditOrderWorkflow } from "../../../../../workflows/credit/approvals/charge-credit-order"
import { toCreditCharge } from "../../../../shared/credit-answers"
import { additionalDataOf, pathId } from "../../../../shared/validate"
import type { AdminChargeCreditOrderType } from "./validators"

/** Charges an order to its customer's account (contract R24d). A repeated call changes nothing. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminChargeCreditOrderType>,
  res: MedusaResponse<Answer<"POST /admin/orders/:id/credit-charge">>,
): Promise<void> {
  const { result } = await chargeCreditOrderWorkflow(req.scope).run({
    input: {
      order_id: pathId(req, "Order"),
      charge: req.validatedBody,
      actor_id: req.auth_context.actor_id,
      additional_data: additionalDataOf(req),
    },
  })
  res.json({ credit_charge: toCreditCharge(result) })
}
