import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listCustomerOrders } from "../../../../../workflows/customers/orders"
import { pathId } from "../../../../validate"
import type { AdminListCustomerOrdersType } from "../../figures-query"

/** A customer's orders, newest first (CONTRACT R15). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCustomerOrdersType>,
  res: MedusaResponse,
): Promise<void> {
  const { limit, page, offset, date_from, date_to, ...rest } = req.validatedQuery
  const skip = page === undefined ? (offset ?? 0) : (page - 1) * limit
  const request = { ...rest, from: date_from, to: date_to, limit, offset: skip }
  const { orders, count } = await listCustomerOrders(req.scope, pathId(req, "Customer"), request)
  const hasMore = skip + orders.length < count
  res.json({ orders, count, offset: skip, limit, page: Math.floor(skip / limit) + 1, has_more: hasMore })
}
