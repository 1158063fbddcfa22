import { z } from "@medusajs/framework/zod"

/** Largest single adjustment, in points: far above any real one, far below where sums could leave safe integers. */
const MAX_ADJUSTMENT = 1_000_000_000_000

export const AdminAdjustPoints = z.strictObject({
  points: z
    .number()
    .int("must be a whole number")
    .min(-MAX_ADJUSTMENT)
    .max(MAX_ADJUSTMENT)
    .refine((points) => points !== 0, "must not be 0"),
  reason: z.string().trim().min(1, "is required").max(200),
  note: z.string().trim().max(2000).optional(),
  idempotency_key: z.string().min(1).max(200).optional(),
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
  reason: z.string().trim().min(1, "is required").max(200),
  idempotency_key: z.string().min(1).max(200).optional(),
})
export type AdminMergePointsType = z.infer<typeof AdminMergePoints>
