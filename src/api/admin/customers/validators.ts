import { z } from "@medusajs/framework/zod"
import { page, text } from "../../validate"

/** Largest single adjustment, in points: far above any real one, far below where sums could leave safe integers. */
const MAX_ADJUSTMENT = 1_000_000_000_000

export const AdminAdjustPoints = z.strictObject({
  points: z
    .number()
    .int("must be a whole number")
    .min(-MAX_ADJUSTMENT)
    .max(MAX_ADJUSTMENT)
    .refine((points) => points !== 0, "must not be 0"),
  reason: text(200),
  note: text(2000).optional(),
  idempotency_key: text(200).optional(),
  allow_negative: z.boolean().default(false),
})
export type AdminAdjustPointsType = z.infer<typeof AdminAdjustPoints>

export const AdminListPointsEntries = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "is not a cursor of this list")
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type AdminListPointsEntriesType = z.infer<typeof AdminListPointsEntries>

export const AdminMergePoints = z.strictObject({
  /** Whose points come here. */
  email: z.email().max(200),
  reason: text(200),
  idempotency_key: text(200).optional(),
})
export type AdminMergePointsType = z.infer<typeof AdminMergePoints>

export const AdminListPaymentMethods = page(50)
export type AdminListPaymentMethodsType = z.infer<typeof AdminListPaymentMethods>
