import type { ClienteleRoutes } from "../../types"

/** What an order earned and used of points, as the store's API shows it. */
export type OrderPoints = ClienteleRoutes["GET /admin/orders/:id/loyalty"]["response"]["order_loyalty"]

/** Whether an order has to do with points: drafts, and orders of a store without a programme, have not. */
export const concernsPoints = ({ entries, discount, programme_enabled, reason }: OrderPoints) =>
  entries.length > 0 || discount !== null || (programme_enabled && reason !== "draft")
