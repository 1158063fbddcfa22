import type { MedusaContainer } from "@medusajs/framework/types"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportKind,
  type ImportView,
} from "../../modules/data_import"
import { PointsChecker, pointsColumns } from "./points-rows"
import { readCsv } from "./read-csv"

/** A file with the fields beside it. */
export type StagedFile = {
  kind: ImportKind
  /** UTF-8. */
  bytes: AsyncIterable<Uint8Array>
  file_name?: string | undefined
  batch?: string | undefined
  reason?: string | undefined
  created_by: string
  /** Mailboxes that the caller must not change. */
  hidden?: readonly string[]
  /** Number of lines read so far. */
  on_progress?: (lines: number) => void
}

/**
 * Reads a file and checks its lines: the dry run (contract R49). The ledger does not change until the import is confirmed.
 * An unreadable file leaves nothing behind.
 *
 * @throws `invalid_request` on `file`
 */
export async function stageImport(container: MedusaContainer, file: StagedFile): Promise<ImportView> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const { bytes, hidden = [], on_progress, file_name = null, batch = null, reason = null, kind, created_by } = file
  const begun = await imports.begin({ kind, file_name, batch, reason, created_by })
  const checker = new PointsChecker(hidden, new Date())
  let read = 0
  try {
    for await (const lines of readCsv(bytes, pointsColumns)) {
      await imports.stage(
        begun,
        lines.map((line) => checker.check(line)),
      )
      read += lines.length
      on_progress?.(read)
    }
  } catch (error) {
    await imports.discard(begun.id)
    throw error
  }
  return imports.endStaging(begun.id)
}
