import { z } from "@medusajs/framework/zod"
import { oneOf } from "../../../../../kernel/sentences"
import { orderStatuses, orderStatusFilter } from "../../../../../modules/customer_projection"
import { aliased } from "../../../../../workflows/shared/input/aliases"
import { onePlace, paging, toOffset, withDeleted } from "../../../../shared/paging"

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

const statuses = Object.values(orderStatuses).flat()

/** A date, or a date and time. A date as an end includes the whole day (UTC). */
const date = (end: boolean) =>
  z.string().transform((text, ctx) => {
    const moment = new Date(text)
    const whole = DAY.test(text)
    // JavaScript takes February 30 for March 2.
    const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
    const exists = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text.slice(0, 10)
    if (!(whole || MOMENT.test(text)) || Number.isNaN(moment.getTime()) || !exists || moment.getUTCFullYear() < 1) {
      ctx.addIssue({
        code: "custom",
        message: "must be a date (2026-01-31) or a date and time with an offset (ISO 8601)",
      })
      return z.NEVER
    }
    return whole && end ? new Date(moment.getTime() + 86_400_000 - 1) : moment
  })

const orders = z
  .strictObject({
    status: z
      .string()
      .transform((value, ctx) => {
        const filter = orderStatusFilter(value)
        if (!filter) {
          ctx.addIssue({ code: "custom", message: oneOf(statuses) })
          return z.NEVER
        }
        return filter
      })
      .optional(),
    date_from: date(false).optional(),
    date_to: date(true).optional(),
    with_deleted: withDeleted,
    ...paging(),
  })
  .superRefine(onePlace)
  .superRefine(({ date_from, date_to }, ctx) => {
    if (date_from && date_to && date_from > date_to) {
      ctx.addIssue({ code: "custom", path: ["date_to"], message: "must not be before date_from" })
    }
  })
  .transform(toOffset)

/** Contract R15. */
export const AdminListCustomerOrders = aliased(orders)
export type AdminListCustomerOrdersType = z.infer<typeof AdminListCustomerOrders>
