import { z } from "@medusajs/framework/zod"
import { wholeNumber, wholeNumberInQuery } from "../../../kernel/sentences"
import { isEntriesCursor } from "../../../modules/points"
import { aliased } from "../../aliases"
import { onePlace, paging, toOffset, withDeleted } from "../../paging"
import { text } from "../../validate"

/** Largest single adjustment, in points: far above any real one, far below where sums could leave safe integers. */
const MAX_ADJUSTMENT = 1_000_000_000_000

export const AdminAdjustPoints = z.strictObject({
  points: wholeNumber(-MAX_ADJUSTMENT, MAX_ADJUSTMENT).refine((points) => points !== 0, "must not be 0"),
  reason: text(200),
  note: text(2000).optional(),
  idempotency_key: text(200).optional(),
  allow_negative: z.boolean().default(false),
})
export type AdminAdjustPointsType = z.infer<typeof AdminAdjustPoints>

export const AdminGetPoints = z.strictObject({ with_deleted: withDeleted })
export type AdminGetPointsType = z.infer<typeof AdminGetPoints>

export const AdminListPointsEntries = aliased(
  z.strictObject({
    cursor: z.string().refine(isEntriesCursor, "is not a cursor of this list; begin without one").optional(),
    limit: wholeNumberInQuery(1, 200).default(50),
    with_deleted: withDeleted,
  }),
)
export type AdminListPointsEntriesType = z.infer<typeof AdminListPointsEntries>

export const AdminMergePoints = z.strictObject({
  /** Whose points come here. */
  email: z.email().max(200),
  reason: text(200),
  idempotency_key: text(200).optional(),
})
export type AdminMergePointsType = z.infer<typeof AdminMergePoints>

export const AdminListPaymentMethods = aliased(
  z
    .strictObject({ ...paging(50), with_deleted: withDeleted })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type AdminListPaymentMethodsType = z.infer<typeof AdminListPaymentMethods>
