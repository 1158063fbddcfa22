import type { ClienteleEventName } from "../../../types/events"

/** Names of the plugin's events about customers (contract R64); the payloads are in src/types/events.ts. */
export const customerEvents = {
  CREATED: "clientele.customer.created",
  UPDATED: "clientele.customer.updated",
  DELETED: "clientele.customer.deleted",
  ANONYMIZED: "clientele.customer.anonymized",
  ADDRESS_CREATED: "clientele.address.created",
  ADDRESS_UPDATED: "clientele.address.updated",
  ADDRESS_DELETED: "clientele.address.deleted",
  CONTACT_CREATED: "clientele.contact.created",
  CONTACT_UPDATED: "clientele.contact.updated",
  CONTACT_DELETED: "clientele.contact.deleted",
  NOTE_CREATED: "clientele.note.created",
  NOTE_UPDATED: "clientele.note.updated",
  NOTE_DELETED: "clientele.note.deleted",
} as const satisfies Record<string, ClienteleEventName>
