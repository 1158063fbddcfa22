import { z } from "@medusajs/framework/zod"
import { aliased } from "../../workflows/shared/input/aliases"
import { onePlace, paging, toOffset } from "./paging"

const STATUSES = ["open", "overdue", "paid"] as const
const isStatus = (one: string): one is (typeof STATUSES)[number] => STATUSES.includes(one as "open")

/** The filters and page of a list of receivables, for admin users and for members. */
export const ListReceivables = aliased(
  z
    .strictObject({
      /** One or more, separated by commas. Default: all. */
      status: z
        .string()
        .transform((text) => text.split(","))
        .refine((list) => list.every(isStatus), "must be one or more of open, overdue, paid, separated by commas")
        .transform((list) => list.filter(isStatus))
        .default([...STATUSES]),
      ...paging(),
    })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type ListReceivablesType = z.infer<typeof ListReceivables>
