import type { ClienteleEventName } from "../../../types/events"

/** Names of the plugin's events about points (contract R64); the payloads are in src/types/events.ts. */
export const pointsEvents = {
  EARNED: "clientele.points.earned",
  REVERSED: "clientele.points.reversed",
  REDEEMED: "clientele.points.redeemed",
  RETURNED: "clientele.points.returned",
  REFUSED: "clientele.points.refused",
  ADJUSTED: "clientele.points.adjusted",
  MERGED: "clientele.points.merged",
  EXPIRED: "clientele.points.expired",
  EXPIRING: "clientele.points.expiring",
  SETTING_CHANGED: "clientele.loyalty.setting_changed",
} as const satisfies Record<string, ClienteleEventName>
