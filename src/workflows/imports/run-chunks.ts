import type { Claim, DataImportModuleService, ImportView } from "../../modules/data_import"
import type { Outcome, Poster } from "./kind"

/** Greater than any line. */
const LAST_LINE = 2_147_483_647

/** Another session changed the same rows: the transaction had no effect and is run again. */
const RUN_AGAIN = new Set(["PC003", "23505", "40001", "40P01"])
const ATTEMPTS = 5

/** Lines that were busy in the first pass are tried once more in the second. */
const PASSES = 2

/** `ended`: no line is left. `paused`: it is to be called again. `waiting`: what is left, other sessions hold; the next sweep tries it. */
export type RunEnd = "ended" | "paused" | "waiting"

export type Chunk = Claim & Pick<Outcome<never>, "announce">

type Modules = { imports: DataImportModuleService; poster: Poster }

type Run = {
  /** Whether to stop after this chunk, and leave the rest to another call. */
  isOver?: (() => boolean) | undefined
  /** Each chunk, after its commit. */
  onChunk?: ((chunk: Chunk) => Promise<void>) | undefined
  /** The end of the import, after its commit, in the one call that has ended it. */
  onEnd?: ((view: ImportView) => Promise<void>) | undefined
  /** Lines of a transaction, in place of the poster's own. */
  size?: number
}

/** Where a run is. `passBusy`: it waits for no account any more. */
type Place = { from: number; size: number; passBusy: boolean }

/**
 * Goes through the open lines of an import that is being applied or reversed, a chunk after the other, each in one transaction (ADR 0069). Where
 * another session holds an account, the chunk is done again without its lines, and from then on no account is waited for (contract M48).
 */
export async function runChunks(
  modules: Modules,
  view: ImportView,
  { isOver, onChunk, onEnd, size = modules.poster.size }: Run = {},
): Promise<RunEnd> {
  const place = { from: firstOf(view), size, passBusy: false }
  for (let pass = 1; pass <= PASSES; pass++) {
    const hasLeft = await runPass(modules, view, place, { isOver, onChunk })
    if (hasLeft === "paused") {
      return "paused"
    }
    if (!hasLeft) {
      break
    }
    place.from = firstOf(view)
  }
  return end(modules, view, onEnd)
}

const firstOf = ({ status }: ImportView) => (status === "reversing" ? LAST_LINE : 0)

/** @returns whether lines were left, as other sessions hold their accounts */
async function runPass(
  modules: Modules,
  view: ImportView,
  place: Place,
  { isOver, onChunk }: Pick<Run, "isOver" | "onChunk">,
): Promise<boolean | "paused"> {
  let hasLeft = false
  for (;;) {
    const chunk = await runFree(modules, view, place)
    await onChunk?.(chunk)
    if (chunk.claimed === 0) {
      return hasLeft
    }
    if (chunk.busy > 0) {
      hasLeft = true
      place.from = chunk.last ?? place.from
    }
    if (isOver?.()) {
      return "paused"
    }
  }
}

/** Runs a chunk; where another session holds one of its accounts, again without the rows of these. */
async function runFree(modules: Modules, view: ImportView, place: Place): Promise<Chunk> {
  try {
    return await again(() => runChunk(modules, view, place))
  } catch (error) {
    if (place.passBusy || (error as { code?: unknown }).code !== "account_busy") {
      throw error
    }
    place.passBusy = true
    return again(() => runChunk(modules, view, place))
  }
}

async function end({ imports }: Modules, { id, status }: ImportView, onEnd: Run["onEnd"]): Promise<RunEnd> {
  const isEndedHere = await (status === "reversing" ? imports.endReversal(id) : imports.endApplying(id))
  const view = await imports.get(id)
  if (isEndedHere) {
    await onEnd?.(view)
  }
  // Another worker may have ended it.
  return view.status === status ? "waiting" : "ended"
}

async function runChunk(
  { imports, poster }: Modules,
  view: ImportView,
  { from, size, passBusy }: Place,
): Promise<Chunk> {
  let announce: Outcome<never>["announce"]
  const keep = <Row>(outcome: Outcome<Row>): Row[] => {
    announce = outcome.announce
    return outcome.rows
  }
  const claim =
    view.status === "reversing"
      ? await imports.reverseChunk(view.id, from, size, async (db, lines) =>
          keep(await poster.takeBack(db, view, lines, passBusy)),
        )
      : await imports.applyChunk(view.id, from, size, async (db, lines) =>
          keep(await poster.apply(db, view, lines, passBusy)),
        )
  return { ...claim, announce }
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
