import { z } from "@medusajs/framework/zod"
import { creditStandings } from "../../../modules/credit"
import { customerOrders } from "../../../modules/customer_projection"
import { aliased } from "../../../workflows/shared/input/aliases"
import { customerSearch } from "../../shared/customer-search"
import { flag, onePlace, paging, withDeleted } from "../../shared/paging"
import { text } from "../../shared/validate"

/** PostgreSQL supports later dates than JavaScript. No customer needs them. */
const moment = z
  .string()
  .refine((text) => {
    const year = new Date(text).getUTCFullYear()
    return /^\d{4}-\d{2}-\d{2}/.test(text) && year >= 1 && year <= 9999
  }, "must be a date, or a date and time (ISO 8601)")
  .transform((text) => new Date(text))

/** `created_at[gte]` as the contract writes it, and `created_at[$gte]` as Medusa does. */
const moments = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key.replace(/^\$/, ""), one]))
      : value,
  z.strictObject(
    { gte: moment.optional(), gt: moment.optional(), lte: moment.optional(), lt: moment.optional() },
    "must have an operator, for example created_at[gte]=2026-01-01",
  ),
)

const fields = z.strictObject({
  ...paging(),
  cursor: z.string().min(1).max(2000).optional(),
  order: z.enum(customerOrders).default("-created_at"),
  q: customerSearch.optional(),
  email: text(254).optional(),
  phone: text(40).optional(),
  external_id: text(100).optional(),
  is_active: flag.optional(),
  is_business: flag.optional(),
  has_account: flag.optional(),
  has_transactions: flag.optional(),
  livemode: flag.optional(),
  /** Customers whose credit account is on hold; those with an amount past its due date. */
  credit: z.enum(creditStandings).optional(),
  created_at: moments.optional(),
  /** `csv`: all matching customers, as a file. */
  format: z.enum(["json", "csv"]).default("json"),
})

/** The query of the list (contract R10). A field under two of its names is a 400, as is more than one way to page. */
export const AdminListCustomerProfiles = aliased(fields.superRefine(onePlace))

export type AdminListCustomerProfilesType = z.infer<typeof fields>

export const AdminGetCustomerProfile = z.strictObject({ with_deleted: withDeleted })
export type AdminGetCustomerProfileType = z.infer<typeof AdminGetCustomerProfile>

export const AdminDeleteCustomerProfile = z.strictObject({ force: flag.default(false) })
export type AdminDeleteCustomerProfileType = z.infer<typeof AdminDeleteCustomerProfile>
