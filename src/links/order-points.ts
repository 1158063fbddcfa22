import { defineLink } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/medusa/order"
import PointsModule from "../modules/points"

const { order } = OrderModule.linkable
const { clientelePointsEntry } = PointsModule.linkable

/**
 * `order.clientele_points_entries`, its earned and redeemed points, and back, `clientele_points_entry.order` (contract
 * R69).
 */
export default [
  defineLink(
    { linkable: order, field: "id", isList: true },
    { ...clientelePointsEntry.id, primaryKey: "order_id" },
    { readOnly: true },
  ),
  defineLink({ linkable: clientelePointsEntry, field: "order_id" }, order, { readOnly: true }),
]
