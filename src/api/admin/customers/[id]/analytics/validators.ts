import { z } from "@medusajs/framework/zod"
import { periods } from "../../../../../modules/customer_projection"
import { withDeleted } from "../../../../shared/paging"

/** Contract R16. */
export const AdminGetCustomerAnalytics = z.strictObject({
  period: z.enum(periods).default("all"),
  with_deleted: withDeleted,
})
export type AdminGetCustomerAnalyticsType = z.infer<typeof AdminGetCustomerAnalytics>
