import type { ClienteleRoutes } from "../../types"

/** A customer as the plugin's routes show it. */
export type Profile = ClienteleRoutes["GET /admin/customer-profiles/:id"]["response"]["customer"]

export const profileKey = (customerId: string) => ["clientele", "profile", customerId] as const
