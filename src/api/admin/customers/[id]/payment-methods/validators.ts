import { z } from "@medusajs/framework/zod"
import { aliased } from "../../../../../workflows/shared/input/aliases"
import { onePlace, paging, toOffset, withDeleted } from "../../../../shared/paging"

export const AdminListPaymentMethods = aliased(
  z
    .strictObject({ ...paging(50), with_deleted: withDeleted })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type AdminListPaymentMethodsType = z.infer<typeof AdminListPaymentMethods>
