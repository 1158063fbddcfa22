import type { ClienteleRoutes } from "../../types"

/** The points that an order earned and redeemed, as the store's API shows them. */
export type OrderPoints = ClienteleRoutes["GET /admin/orders/:id/loyalty"]["response"]["order_loyalty"]

/** Whether an order concerns points. Drafts, and orders of a store without a programme, do not. */
export const concernsPoints = ({ entries, discount, programme_enabled, reason }: OrderPoints) =>
  entries.length > 0 || discount !== null || (programme_enabled && reason !== "draft")
