import { z } from "@medusajs/framework/zod"
import { customerOrders } from "../../../modules/customer_projection"
import { ALIASES } from "../../aliases"
import { isStorable } from "../../validate"

const flag = z.enum(["true", "false"], "must be true or false").transform((value) => value === "true")
const word = (max: number) =>
  z.string("must be text").trim().min(1, "is empty").max(max).refine(isStorable, "has characters that cannot be stored")

/** PostgreSQL's dates go further than JavaScript's; nobody's customers do. */
const moment = z
  .string()
  .refine((text) => {
    const year = new Date(text).getUTCFullYear()
    return /^\d{4}-\d{2}-\d{2}/.test(text) && year >= 1 && year <= 9999
  }, "must be a date or a moment (ISO 8601)")
  .transform((text) => new Date(text))

/** `created_at[gte]` as the contract writes it, and `created_at[$gte]` as Medusa does. */
const moments = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key.replace(/^\$/, ""), one]))
      : value,
  z.strictObject(
    { gte: moment.optional(), gt: moment.optional(), lte: moment.optional(), lt: moment.optional() },
    "must be bounds, as created_at[gte]=2026-01-01",
  ),
)

const MAX_OFFSET = 10_000_000

const fields = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).optional(),
  page: z.coerce.number().int().min(1).max(MAX_OFFSET).optional(),
  cursor: z.string().min(1).max(2000).optional(),
  order: z.enum(customerOrders, `must be one of ${customerOrders.join(", ")}`).default("-created_at"),
  q: z
    .string()
    .max(200)
    .refine((text) => [...text.trim()].length >= 2, "must have at least 2 characters")
    .refine(isStorable, "has characters that cannot be searched")
    .optional(),
  email: word(254).optional(),
  phone: word(40).optional(),
  external_id: word(100).optional(),
  is_active: flag.optional(),
  is_business: flag.optional(),
  has_account: flag.optional(),
  has_transactions: flag.optional(),
  created_at: moments.optional(),
})

/** The query of the list (CONTRACT R10). A field under two of its names is a 400, as is more than one way to page. */
export const AdminListCustomerProfiles = z
  .unknown()
  .transform((raw, ctx) => {
    const query: Record<string, unknown> = {}
    const names = new Map<string, string>()
    for (const [given, value] of Object.entries(raw as object)) {
      const name = Object.hasOwn(ALIASES, given) ? (ALIASES[given] as string) : given
      const other = names.get(name)
      if (other) {
        ctx.addIssue({ code: "custom", path: [given], message: `is the same field as ${other}; give one of them` })
      }
      names.set(name, given)
      query[name] = value
    }
    return query
  })
  .pipe(
    fields.superRefine(({ offset, page, cursor }, ctx) => {
      const ways = Object.entries({ cursor, page, offset }).filter(([, value]) => value !== undefined)
      if (ways.length > 1) {
        const message = `cannot be given together with ${ways[0]?.[0]}`
        ctx.addIssue({ code: "custom", path: [String(ways[1]?.[0])], message })
      }
    }),
  )

export type AdminListCustomerProfilesType = z.infer<typeof fields>
