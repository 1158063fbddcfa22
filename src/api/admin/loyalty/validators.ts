import { z } from "@medusajs/framework/zod"
import { notTogether, wholeNumber } from "../../../kernel/sentences"
import { text } from "../../validate"

/** `value` as JSON or in its string form; what is allowed depends on the key, which the points module checks. */
export const AdminUpdateLoyaltySetting = z
  .strictObject({ value: z.unknown() })
  .refine((body) => body.value !== undefined, { path: ["value"], message: "is required" })
export type AdminUpdateLoyaltySettingType = z.infer<typeof AdminUpdateLoyaltySetting>

const day = z.iso.date()

/** Before this there was no shop on the web, and days of the first years of the calendar cannot be computed with. */
const FIRST_DAY = "1990-01-01"

/** At most a year, so that a report stays a page to read. */
const MAX_REPORT_DAYS = 366

export const AdminGetLoyaltyReport = z
  .strictObject({ from: day.optional(), to: day.optional(), format: z.enum(["json", "csv"]).default("json") })
  .refine(({ from, to }) => [from, to].every((one) => one === undefined || one >= FIRST_DAY), {
    path: ["from"],
    message: `must not be before ${FIRST_DAY}`,
    abort: true,
  })
  .transform((query) => {
    const to = query.to ?? new Date().toISOString().slice(0, 10)
    const from = query.from ?? new Date(Date.parse(`${to}T00:00:00Z`) - 29 * 86_400_000).toISOString().slice(0, 10)
    return { from, to, format: query.format }
  })
  .refine((query) => query.to <= new Date().toISOString().slice(0, 10), {
    path: ["to"],
    message: "must not be in the future",
  })
  .refine((query) => query.from <= query.to, { path: ["from"], message: "must not be after to" })
  .refine((query) => (Date.parse(query.to) - Date.parse(query.from)) / 86_400_000 < MAX_REPORT_DAYS, {
    path: ["from"],
    message: `must be less than ${MAX_REPORT_DAYS} days before to`,
  })
export type AdminGetLoyaltyReportType = z.infer<typeof AdminGetLoyaltyReport>

/** About what a minute is enough for; a request that takes longer is cut off by whatever stands before the store. */
const MAX_RECONCILED = 10_000

export const AdminReconcileLoyalty = z
  .strictObject({
    order_ids: z.array(text(100)).min(1).max(1000).optional(),
    since: z.iso
      .datetime({ offset: true })
      .refine((moment) => moment >= FIRST_DAY, `must not be before ${FIRST_DAY}`)
      .optional(),
    cursor: text(100).optional(),
    limit: wholeNumber(1, MAX_RECONCILED).default(MAX_RECONCILED),
    repair: z.boolean().default(false),
  })
  .superRefine(({ order_ids, since, cursor }, ctx) => {
    const say = (field: string, message: string) => ctx.addIssue({ code: "custom", path: [field], message })
    if (!order_ids && !since) {
      say("order_ids", "is required, or since")
    }
    if (order_ids && since) {
      say("since", notTogether("order_ids"))
    }
    if (order_ids && cursor) {
      say("cursor", notTogether("order_ids"))
    }
  })
export type AdminReconcileLoyaltyType = z.infer<typeof AdminReconcileLoyalty>
