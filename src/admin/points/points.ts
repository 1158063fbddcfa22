import type { ClienteleRoutes } from "../../types"

/** A points account as the store's API shows it. */
export type Points = NonNullable<ClienteleRoutes["GET /admin/customers/:id/loyalty"]["response"]["loyalty"]>
