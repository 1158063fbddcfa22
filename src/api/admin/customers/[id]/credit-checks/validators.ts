import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../../../kernel/sentences"
import { isChecksCursor } from "../../../../../modules/credit_check"
import { aliased } from "../../../../../workflows/shared/input/aliases"

export const AdminListCreditChecks = aliased(
  z.strictObject({
    cursor: z
      .string()
      .refine(isChecksCursor, "is not a cursor of this list; omit it to read the first page")
      .optional(),
    limit: wholeNumberInQuery(1, 100).default(20),
  }),
)
export type AdminListCreditChecksType = z.infer<typeof AdminListCreditChecks>
