import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../kernel/sentences"
import { isEntriesCursor } from "../../../modules/points"
import { adjustmentFields, mergedMailbox, statedReason } from "../../../workflows/points/points-input"
import { aliased } from "../../../workflows/shared/input/aliases"
import { flag, onePlace, paging, toOffset, withDeleted } from "../../paging"
import { text } from "../../validate"

export const AdminAdjustPoints = z.strictObject({
  ...adjustmentFields,
  reason: statedReason,
  idempotency_key: text(200).optional(),
})
export type AdminAdjustPointsType = z.infer<typeof AdminAdjustPoints>

/** A dry run changes nothing. Body and query both ask for one, so a word in the other place never anonymises (ADR 0035). */
export const AdminAnonymizeCustomer = z.strictObject({ dry_run: z.boolean().default(false) })
export type AdminAnonymizeCustomerType = z.infer<typeof AdminAnonymizeCustomer>
export const AdminAnonymizeCustomerQuery = z.strictObject({ dry_run: flag.default(false) })

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
  email: mergedMailbox,
  reason: statedReason,
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
