import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportKind,
  type ImportView,
} from "../../modules/data_import"
import { announceImports, importEvents } from "../shared/events/import-events"
import type { Caller } from "./kind"
import { kindOf } from "./kinds"
import { PRESETS, type PresetName } from "./presets/all-presets"
import { type ColumnNames, readCsv } from "./read-csv"

/** A file with the fields beside it. */
export type StagedFile = {
  kind: ImportKind
  /** UTF-8. */
  bytes: AsyncIterable<Uint8Array>
  file_name?: string | undefined
  batch?: string | undefined
  reason?: string | undefined
  created_by: string
  /** The file has the columns of another service. */
  preset?: PresetName | undefined
  caller?: Caller
  /** Number of lines read so far. */
  on_progress?: (lines: number) => void
}

/** An admin user with all permissions, or a command. */
const ANYBODY: Caller = { hidden: [], live_only: false, sets_terms: true }

/**
 * Reads a file and checks its lines: the dry run (contract R49). The ledger does not change until the import is confirmed.
 * An unreadable file leaves nothing behind.
 *
 * @throws `invalid_request` on `file`, and on `preset` if it is for another kind
 */
export async function stageImport(container: MedusaContainer, file: StagedFile): Promise<ImportView> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const { bytes, caller = ANYBODY, on_progress, file_name = null, batch = null, reason = null, kind, created_by } = file
  const names = namesOf(file)
  const begun = await imports.begin({ kind, file_name, batch, reason, created_by })
  const { columns, checker } = kindOf(kind)
  const check = checker(container, caller)
  let read = 0
  try {
    for await (const lines of readCsv(bytes, columns, names)) {
      await imports.stage(begun, await check(lines))
      read += lines.length
      on_progress?.(read)
    }
  } catch (error) {
    await imports.discard(begun.id)
    throw error
  }
  const staged = await imports.endStaging(begun.id)
  await announceImports(container, importEvents.STAGED, [staged])
  return staged
}

/** Deletes a file that was read and is not confirmed, as if it had been canceled. An import that was confirmed meanwhile stays. */
export async function dropImport(container: MedusaContainer, staged: ImportView): Promise<void> {
  if (await container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE).discard(staged.id)) {
    await announceImports(container, importEvents.CANCELED, [staged])
  }
}

/** @throws `invalid_request` on `preset` if it is for another kind */
function namesOf({ kind, preset }: StagedFile): ColumnNames | undefined {
  const chosen = preset && PRESETS[preset]
  if (chosen && chosen.kind !== kind) {
    throw clienteleError("invalid_request", `preset: ${preset} is for kind=${chosen.kind}`)
  }
  return chosen?.columns
}
