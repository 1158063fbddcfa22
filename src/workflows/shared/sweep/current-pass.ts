import { isAhead, type Pass, sinceOf, type Watermark } from "../../../kernel/watermark"
import { firstPass } from "./changed-rows"

/**
 * The position of a pass through a whole table. A store's first pass, and a pass after a watermark that was ahead, begins
 * now (ADR 0037).
 *
 * @param overlapMs the sweep's overlap before the watermark
 */
export async function currentPass(
  read: () => Promise<Pass | null>,
  watermark: Watermark,
  overlapMs: number,
): Promise<Pass> {
  const pass = isAhead(watermark) ? null : await read()
  return pass ?? firstPass(sinceOf(watermark, overlapMs), watermark.now)
}
