import type { ClienteleRoutes } from "../../types"

/** What an order on terms owes, as the store's API shows it. */
export type OrderCredit = NonNullable<ClienteleRoutes["GET /admin/orders/:id/credit"]["response"]["order_credit"]>

export type Approval = NonNullable<OrderCredit["approval"]>

export const orderCreditKey = (orderId: string) => ["clientele", "order-credit", orderId] as const
