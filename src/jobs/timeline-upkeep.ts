import type { MedusaContainer } from "@medusajs/framework/types"
import { trimTimeline } from "../workflows/timeline/trim-timeline"

/** What is older than timelines go (CONTRACT R29), every hour. */
export default async function timelineUpkeep(container: MedusaContainer): Promise<void> {
  await trimTimeline(container)
}

export const config = { name: "clientele-timeline-upkeep", schedule: "17 * * * *" }
