import { isAhead, type Pass, sinceOf, type Watermark } from "../../../kernel/watermark"
import { firstPass } from "./changed-rows"

/**
 * Where a pass through a whole table is. A store's first pass, and one whose watermark was ahead, begins now (ADR 0037).
 *
 * @param overlapMs how far behind the watermark the sweep looks
 */
export async function currentPass(
  read: () => Promise<Pass | null>,
  watermark: Watermark,
  overlapMs: number,
): Promise<Pass> {
  const pass = isAhead(watermark) ? null : await read()
  return pass ?? firstPass(sinceOf(watermark, overlapMs), watermark.now)
}
