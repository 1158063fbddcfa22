import type { MedusaContainer } from "@medusajs/framework/types"
import type { ImportView } from "../../../modules/data_import"
import type { ClienteleEvent, ClienteleEventName } from "../../../types/events"
import { emit } from "./emit"

/** Names of the plugin's events about imports (contract R49, R64); the payloads are in src/types/events.ts. */
export const importEvents = {
  STAGED: "clientele.import.staged",
  CONFIRMED: "clientele.import.confirmed",
  CANCELED: "clientele.import.canceled",
  APPLIED: "clientele.import.applied",
  REVERSAL_STARTED: "clientele.import.reversal_started",
  REVERSED: "clientele.import.reversed",
} as const satisfies Record<string, ClienteleEventName>

type ImportEventName = (typeof importEvents)[keyof typeof importEvents]

/** Emits a step of imports. Never fails, because the step is committed. */
export async function announceImports(
  container: MedusaContainer,
  name: ImportEventName,
  imports: readonly ImportView[],
): Promise<void> {
  await emit(
    container,
    imports.map(
      ({ id, kind, rows, refused, unchanged, applied, reversed, kept }): ClienteleEvent<ImportEventName> => ({
        name,
        data: { import_id: id, kind, rows, refused, unchanged, applied, reversed, kept },
      }),
    ),
  )
}
