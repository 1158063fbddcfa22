import type { ClienteleRoutes } from "../../types"

/** A points account as the store's API shows it. */
export type Points = NonNullable<ClienteleRoutes["GET /admin/customers/:id/loyalty"]["response"]["loyalty"]>

export type PointsEntry = Points["ledger"][number]

/** What is read of one customer's points; a change of any of it reads all of it again. */
export const pointsKey = (customerId: string) => ["clientele", "points", customerId] as const
