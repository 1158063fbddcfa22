import { z } from "@medusajs/framework/zod"
import { wholeNumber } from "../../../kernel/sentences"
import { settingBody } from "../../../workflows/points/points-input"
import { aliased } from "../../../workflows/shared/input/aliases"
import { FIRST_DAY, reconcileInput } from "../../../workflows/shared/input/reconcile-input"
import { onePlace, page, paging, toOffset } from "../../shared/paging"
import { isStorable, text } from "../../shared/validate"

export const AdminUpdateLoyaltySetting = settingBody
export type AdminUpdateLoyaltySettingType = z.infer<typeof AdminUpdateLoyaltySetting>

const day = z.iso.date()

const DAY_MS = 86_400_000

/** At most a year, so that a report stays readable. */
const MAX_REPORT_DAYS = 366

export const AdminGetLoyaltyReport = z
  .strictObject({ from: day.optional(), to: day.optional(), format: z.enum(["json", "csv"]).default("json") })
  .refine(({ from, to }) => [from, to].every((one) => one === undefined || one >= FIRST_DAY), {
    path: ["from"],
    message: `must not be before ${FIRST_DAY}`,
    abort: true,
  })
  .transform((query) => {
    const today = new Date().toISOString().slice(0, 10)
    // A report of the current month ends at the present.
    const to = query.to !== undefined && query.to < today ? query.to : today
    const from = query.from ?? new Date(Date.parse(`${to}T00:00:00Z`) - 29 * DAY_MS).toISOString().slice(0, 10)
    return { from, to, format: query.format }
  })
  .refine((query) => query.from <= query.to, { path: ["from"], message: "must not be after to, nor in the future" })
  .refine((query) => (Date.parse(query.to) - Date.parse(query.from)) / DAY_MS < MAX_REPORT_DAYS, {
    path: ["from"],
    message: `must be less than ${MAX_REPORT_DAYS} days before to`,
  })
export type AdminGetLoyaltyReportType = z.infer<typeof AdminGetLoyaltyReport>

export const AdminReconcileLoyalty = reconcileInput
export type AdminReconcileLoyaltyType = z.infer<typeof AdminReconcileLoyalty>

export const AdminListLoyaltyAccounts = aliased(
  z
    .strictObject({
      ...paging(),
      q: z
        .string()
        .trim()
        .min(2)
        .max(200)
        .refine((value) => isStorable(value), "has characters that cannot be searched")
        .optional(),
    })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type AdminListLoyaltyAccountsType = z.infer<typeof AdminListLoyaltyAccounts>

export const AdminListSettingChanges = page()
export type AdminListSettingChangesType = z.infer<typeof AdminListSettingChanges>

/** Far above any order. */
const MAX_EXAMPLE = 1_000_000_000

/** The allowed values of a setting depend on its key. The points module checks them. */
export const AdminExampleOrder = z.strictObject({
  amount: z.number().min(0).max(MAX_EXAMPLE),
  currency_code: z
    .string()
    .regex(/^[a-zA-Z]{3}$/, "must be an ISO 4217 code")
    .optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
})
export type AdminExampleOrderType = z.infer<typeof AdminExampleOrder>

/** Orders that take about a minute. */
const MAX_SIMULATED = 10_000

/** At most a year of orders. Default: the last 30 days. */
export const AdminSimulateLoyalty = z
  .strictObject({
    from: day.optional(),
    to: day.optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    cursor: text(100).optional(),
    limit: wholeNumber(1, MAX_SIMULATED).default(MAX_SIMULATED),
  })
  .refine(({ from, to }) => [from, to].every((one) => one === undefined || one >= FIRST_DAY), {
    path: ["from"],
    message: `must not be before ${FIRST_DAY}`,
    abort: true,
  })
  .transform(({ from, to, ...rest }) => {
    const last = to ?? new Date().toISOString().slice(0, 10)
    return { ...rest, to: last, from: from ?? new Date(Date.parse(last) - 29 * DAY_MS).toISOString().slice(0, 10) }
  })
  .refine(({ from, to }) => from <= to, { path: ["from"], message: "must not be after to" })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / DAY_MS < MAX_REPORT_DAYS, {
    path: ["from"],
    message: `must be less than ${MAX_REPORT_DAYS} days before to`,
  })
export type AdminSimulateLoyaltyType = z.infer<typeof AdminSimulateLoyalty>
