import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { trimTimeline } from "../workflows/timeline/trim-timeline"

/** Deletes rows past the retention of timelines (contract R29), every hour. */
async function timelineUpkeep(container: MedusaContainer): Promise<void> {
  await trimTimeline(container)
}

export default withLoggableErrors(timelineUpkeep)

export const config = { name: "clientele-timeline-upkeep", schedule: "17 * * * *" }
