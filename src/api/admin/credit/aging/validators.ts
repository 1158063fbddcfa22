import { z } from "@medusajs/framework/zod"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { givenId } from "../../../../workflows/shared/input/parse"
import { onePlace, paging, toOffset } from "../../../shared/paging"
import { ledgerDay } from "../../../shared/statement-query"

/** Contract R28. */
export const AdminGetAging = aliased(
  z
    .strictObject({
      /** The day of the ageing, in the store's calendar. Default: today. */
      as_of: ledgerDay.optional(),
      currency_code: z
        .string()
        .regex(/^[a-z]{3}$/i, "must be a currency code of three letters (ISO 4217)")
        .optional(),
      account_id: givenId.optional(),
      ...paging(),
    })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type AdminGetAgingType = z.infer<typeof AdminGetAging>
