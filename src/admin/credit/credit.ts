import type { ClienteleRoutes } from "../../types"

/** A credit account as the store's API shows it. */
export type Credit = NonNullable<ClienteleRoutes["GET /admin/customers/:id/credit"]["response"]["credit"]>

export type OpenItem = ClienteleRoutes["GET /admin/customers/:id/credit/receivables"]["response"]["receivables"][number]

export type CreditMember = ClienteleRoutes["GET /admin/customers/:id/credit/members"]["response"]["members"][number]

export type Check = ClienteleRoutes["GET /admin/customers/:id/credit-checks"]["response"]["credit_checks"][number]

/** The queries of one customer's credit. A change of one of them reads all of them again. */
export const creditKey = (customerId: string) => ["clientele", "credit", customerId] as const
