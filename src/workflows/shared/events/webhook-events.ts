import type { ClienteleEventName } from "../../../types/events"

/** Names of the plugin's events about webhooks (contract R63, R64); the payloads are in src/types/events.ts. */
export const webhookEvents = {
  ENDPOINT_DISABLED: "clientele.webhook.endpoint_disabled",
} as const satisfies Record<string, ClienteleEventName>
