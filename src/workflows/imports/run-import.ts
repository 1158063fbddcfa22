import type { MedusaContainer } from "@medusajs/framework/types"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../modules/data_import"
import { announceImports, importEvents } from "../shared/events/import-events"
import { kindOf } from "./kinds"
import { type RunEnd, runChunks } from "./run-chunks"

type Run = {
  /** Whether to stop after this chunk and leave the rest to another call. */
  isOver?: () => boolean
  /** Number of lines that this call has processed. */
  on_progress?: (done: number) => void
}

/**
 * Goes on with an import that is being applied or reversed, and announces what it posts. A second call at the same time takes other lines. A call
 * that was killed lost its chunk only, and another one does it.
 */
export async function runImport(
  container: MedusaContainer,
  id: string,
  { isOver, on_progress }: Run = {},
): Promise<RunEnd> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const view = await imports.get(id)
  if (view.status !== "applying" && view.status !== "reversing") {
    return "ended"
  }
  let done = 0
  return runChunks({ imports, poster: kindOf(view.kind).poster(container) }, view, {
    isOver,
    onChunk: async ({ claimed, busy, announce }) => {
      await announce?.()
      done += claimed - busy
      on_progress?.(done)
    },
    onEnd: (ended) =>
      announceImports(container, ended.status === "reversed" ? importEvents.REVERSED : importEvents.APPLIED, [ended]),
  })
}
