import { wholeNumber } from "../../../kernel/sentences"
import { text } from "./parse"

/** Largest single adjustment, in points: far above any real one, and small enough that sums stay safe integers. */
const MAX_ADJUSTMENT = 1_000_000_000_000

/** The reason of a change, in the merchant's words. */
export const statedReason = text(200)

/** Fields of an adjustment by hand and of an imported line. */
export const adjustedPoints = wholeNumber(-MAX_ADJUSTMENT, MAX_ADJUSTMENT).refine(
  (points) => points !== 0,
  "must not be 0",
)

export const adjustmentNote = text(2000)
