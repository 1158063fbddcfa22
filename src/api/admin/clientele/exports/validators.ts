import { z } from "@medusajs/framework/zod"

export const AdminExport = z.strictObject({ format: z.enum(["csv"]).default("csv") })
