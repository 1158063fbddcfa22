import type { MedusaContainer } from "@medusajs/framework/types"
import { DATA_IMPORT_MODULE, type DataImportModuleService, type ImportView } from "../../modules/data_import"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { announcePostings } from "../shared/events/points-posted"
import { type Postings, postPointsRows, takeBackPointsRows } from "./post-points-rows"

/** Lines of one transaction: their accounts are locked for its time, some tenths of a second. */
const CHUNK = 1000

/** Another session changed the same rows: the transaction had no effect and is run again. */
const RUN_AGAIN = new Set(["PC003", "23505", "40001", "40P01"])
const ATTEMPTS = 5

type Run = {
  /** Whether to stop after this chunk, and leave the rest to another call. */
  isOver?: () => boolean
  /** How many lines this call has done. */
  on_progress?: (done: number) => void
}

/**
 * Goes on with an import that is being applied or reversed, a chunk after the other, each in one transaction (ADR 0069). A second call at the
 * same time takes other lines. A call that was killed lost its chunk only, and another one does it.
 *
 * @returns whether lines are left
 */
export async function runImport(
  container: MedusaContainer,
  id: string,
  { isOver = () => false, on_progress }: Run = {},
): Promise<boolean> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const view = await imports.get(id)
  const chunk = chunkOf(container, imports, view)
  if (!chunk) {
    return false
  }
  let done = 0
  for (;;) {
    const { claimed, postings } = await again(chunk)
    await announcePostings(container, postings)
    if (claimed === 0) {
      return !(await (view.status === "applying" ? imports.endApplying(id) : imports.endReversal(id)))
    }
    done += claimed
    on_progress?.(done)
    if (isOver()) {
      return true
    }
  }
}

type Chunk = { claimed: number; postings: Postings }

function chunkOf(
  container: MedusaContainer,
  imports: DataImportModuleService,
  view: ImportView,
): (() => Promise<Chunk>) | undefined {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  if (view.status === "applying") {
    return async () => {
      let postings: Postings = []
      const claimed = await imports.applyChunk(view.id, CHUNK, async (db, lines) => {
        const posted = await postPointsRows(points, db, view, lines)
        postings = posted.postings
        return posted.applied
      })
      return { claimed, postings }
    }
  }
  if (view.status === "reversing") {
    return async () => {
      let postings: Postings = []
      const claimed = await imports.reverseChunk(view.id, CHUNK, async (db, lines) => {
        const taken = await takeBackPointsRows(points, db, view, lines)
        postings = taken.postings
        return taken.reversed
      })
      return { claimed, postings }
    }
  }
  return undefined
}

async function again(chunk: () => Promise<Chunk>): Promise<Chunk> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await chunk()
    } catch (error) {
      if (attempt >= ATTEMPTS || !RUN_AGAIN.has(String((error as { code?: unknown }).code))) {
        throw error
      }
    }
  }
}
