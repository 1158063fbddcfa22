import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { listCustomerOrders } from "../../../../../workflows/customers/list-customer-orders"
import { pathId } from "../../../../shared/validate"
import type { AdminListCustomerOrdersType } from "./validators"

/** Lists a customer's orders, newest first (contract R15). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCustomerOrdersType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/orders">>,
): Promise<void> {
  const { date_from, date_to, ...rest } = req.validatedQuery
  const { limit, offset } = rest
  const request = { ...rest, from: date_from, to: date_to }
  const { orders, count } = await listCustomerOrders(req.scope, pathId(req, "Customer"), request)
  const hasMore = offset + orders.length < count
  res.json({ orders, count, offset, limit, page: Math.floor(offset / limit) + 1, has_more: hasMore })
}
