import type { ClienteleRoutes } from "../../types"

export type Contact = ClienteleRoutes["GET /admin/customers/:id/contacts"]["response"]["contacts"][number]

export const contactsKey = (customerId: string) => ["clientele", "contacts", customerId] as const
