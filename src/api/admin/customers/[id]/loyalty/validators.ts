import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../../../kernel/sentences"
import { isEntriesCursor } from "../../../../../modules/points"
import { adjustmentFields, mergedMailbox } from "../../../../../workflows/points/points-input"
import { statedReason } from "../../../../../workflows/shared/input/adjustment-fields"
import { aliased } from "../../../../../workflows/shared/input/aliases"
import { mailbox } from "../../../../../workflows/shared/input/mailbox-field"
import { withDeleted } from "../../../../shared/paging"
import { text } from "../../../../shared/validate"

export const AdminAdjustPoints = z.strictObject({
  ...adjustmentFields,
  reason: statedReason,
  idempotency_key: text(200).optional(),
})
export type AdminAdjustPointsType = z.infer<typeof AdminAdjustPoints>

export const AdminGetPoints = z.strictObject({ with_deleted: withDeleted })
export type AdminGetPointsType = z.infer<typeof AdminGetPoints>

export const AdminListPointsEntries = aliased(
  z.strictObject({
    cursor: z
      .string()
      .refine(isEntriesCursor, "is not a cursor of this list; omit it to read the first page")
      .optional(),
    limit: wholeNumberInQuery(1, 200).default(50),
    with_deleted: withDeleted,
  }),
)
export type AdminListPointsEntriesType = z.infer<typeof AdminListPointsEntries>

export const AdminMergePoints = z.strictObject({
  /** The mailbox whose points move to this customer. */
  email: mergedMailbox,
  reason: statedReason,
  idempotency_key: text(200).optional(),
})
export type AdminMergePointsType = z.infer<typeof AdminMergePoints>

/** The mailbox whose points would move to this customer. */
export const AdminPreviewMerge = z.strictObject({ email: mailbox })
export type AdminPreviewMergeType = z.infer<typeof AdminPreviewMerge>
