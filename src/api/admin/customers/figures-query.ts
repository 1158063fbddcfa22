import { z } from "@medusajs/framework/zod"
import { orderStatuses, orderStatusFilter, periods } from "../../../modules/customer_projection"

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

const statuses = Object.values(orderStatuses).flat()

/** A day or a moment. A day as an end means all of it (UTC). */
const date = (end: boolean) =>
  z.string().transform((text, ctx) => {
    const moment = new Date(text)
    const whole = DAY.test(text)
    // JavaScript takes February 30 for March 2.
    const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
    const exists = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text.slice(0, 10)
    if (!(whole || MOMENT.test(text)) || Number.isNaN(moment.getTime()) || !exists || moment.getUTCFullYear() < 1) {
      ctx.addIssue({ code: "custom", message: "must be a day (2026-01-31) or a moment with its offset (ISO 8601)" })
      return z.NEVER
    }
    return whole && end ? new Date(moment.getTime() + 86_400_000 - 1) : moment
  })

const withDeleted = z
  .enum(["true", "false"], "must be true or false")
  .default("false")
  .transform((value) => value === "true")

/** CONTRACT R15. */
export const AdminListCustomerOrders = z
  .strictObject({
    status: z
      .string()
      .transform((value, ctx) => {
        const filter = orderStatusFilter(value)
        if (!filter) {
          ctx.addIssue({ code: "custom", message: `must be one of ${statuses.join(", ")}` })
          return z.NEVER
        }
        return filter
      })
      .optional(),
    date_from: date(false).optional(),
    date_to: date(true).optional(),
    with_deleted: withDeleted,
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
    page: z.coerce.number().int().min(1).max(10_000_000).optional(),
  })
  .superRefine(({ date_from, date_to, offset, page }, ctx) => {
    if (date_from && date_to && date_from > date_to) {
      ctx.addIssue({ code: "custom", path: ["date_to"], message: "must not be before date_from" })
    }
    if (offset !== undefined && page !== undefined) {
      ctx.addIssue({ code: "custom", path: ["page"], message: "cannot be given together with offset" })
    }
  })
export type AdminListCustomerOrdersType = z.infer<typeof AdminListCustomerOrders>

/** CONTRACT R16. */
export const AdminGetCustomerAnalytics = z.strictObject({
  period: z.enum(periods, `must be one of ${periods.join(", ")}`).default("all"),
  with_deleted: withDeleted,
})
export type AdminGetCustomerAnalyticsType = z.infer<typeof AdminGetCustomerAnalytics>
