import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../../../kernel/sentences"
import { isTimelineCursor } from "../../../../../workflows/timeline/list-timeline"
import { TIMELINE_KINDS, type TimelineKind } from "../../../../../workflows/timeline/timeline-event"
import { withDeleted } from "../../../../shared/paging"

/** Kinds, separated by commas. */
const kinds = z
  .string()
  .refine(
    (text) => text.split(",").every((one) => (TIMELINE_KINDS as readonly string[]).includes(one)),
    `must be one or more of ${TIMELINE_KINDS.join(", ")}, separated by commas`,
  )
  .transform((text) => text.split(",") as TimelineKind[])

export const AdminListTimeline = z.strictObject({
  kind: kinds.optional(),
  cursor: z
    .string()
    .refine(isTimelineCursor, "is not a cursor of this list; omit it to read the first page")
    .optional(),
  limit: wholeNumberInQuery(1, 100).default(20),
  with_deleted: withDeleted,
})
export type AdminListTimelineType = z.infer<typeof AdminListTimeline>
