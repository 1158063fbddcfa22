import type { ClienteleEventName } from "../../../types/events"

/** Names of the plugin's events about secret keys (contract R61, R64); the payloads are in src/types/events.ts. */
export const keyEvents = {
  MODE_CHANGED: "clientele.api_key.mode_changed",
} as const satisfies Record<string, ClienteleEventName>
