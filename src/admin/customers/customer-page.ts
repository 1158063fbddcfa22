import type { ClienteleRoutes } from "../../types"

export type CustomerRow = ClienteleRoutes["GET /admin/customer-profiles"]["response"]["customers"][number]

/** Medusa's own page of a customer, which has the plugin's cards. */
export const customerPage = (id: string) => `/customers/${encodeURIComponent(id)}`
