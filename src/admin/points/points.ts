import type { ClienteleRoutes } from "../../types"

/** A points account as the store's API shows it. */
export type Points = NonNullable<ClienteleRoutes["GET /admin/customers/:id/loyalty"]["response"]["loyalty"]>

export type PointsEntry = Points["ledger"][number]

/** The queries of one customer's points. A change of one of them reads all of them again. */
export const pointsKey = (customerId: string) => ["clientele", "points", customerId] as const
