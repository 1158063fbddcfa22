import { z } from "@medusajs/framework/zod"
import { notTogether, wholeNumber } from "../../../kernel/sentences"
import { text } from "./parse"

/** Before this there was no shop on the web, and days of the first years of the calendar cannot be computed with. */
export const FIRST_DAY = "1990-01-01"

/** About what a minute is enough for; a request that takes longer is cut off by whatever stands before the store. */
const MAX_RECONCILED = 10_000

/** Orders by id, or all since a moment; a dry run unless `repair` is true (contract R28, R34). */
export const reconcileInput = z
  .strictObject({
    order_ids: z.array(text(100)).min(1).max(1000).optional(),
    since: z.iso
      .datetime({ offset: true })
      .refine((moment) => moment >= FIRST_DAY, `must not be before ${FIRST_DAY}`)
      .optional(),
    cursor: text(100).optional(),
    limit: wholeNumber(1, MAX_RECONCILED).default(MAX_RECONCILED),
    repair: z.boolean().default(false),
  })
  .superRefine(({ order_ids, since, cursor }, ctx) => {
    const say = (field: string, message: string) => ctx.addIssue({ code: "custom", path: [field], message })
    if (!order_ids && !since) {
      say("order_ids", "is required when since is missing")
    }
    if (order_ids && since) {
      say("since", notTogether("order_ids"))
    }
    if (order_ids && cursor) {
      say("cursor", notTogether("order_ids"))
    }
  })
