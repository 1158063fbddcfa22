import type { ClienteleRoutes } from "../../types"

export type CustomerNote = ClienteleRoutes["GET /admin/customers/:id/notes"]["response"]["notes"][number]

export const notesKey = (customerId: string) => ["clientele", "notes", customerId] as const
