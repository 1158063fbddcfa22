import type { MedusaContainer } from "@medusajs/framework/types"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { announcePostings } from "../shared/events/points-posted"
import type { Kind, Poster } from "./kind"
import { PointsChecker, pointsColumns } from "./points-rows"
import { keptProblem, type Postings, postPointsRows, takeBackPointsRows, toEntries } from "./post-points-rows"

/** Lines of one transaction: their accounts are locked for its time, some tenths of a second. */
const CHUNK = 1000

const pointsOf = (container: MedusaContainer) => container.resolve<PointsModuleService>(POINTS_MODULE)

/** @param announce emits the events of postings, after their commit */
export function pointsPoster(
  points: PointsModuleService,
  announce: (postings: Postings) => Promise<void> = async () => {},
): Poster {
  return {
    size: CHUNK,
    async apply(db, view, lines, passBusy) {
      const { applied, postings } = await postPointsRows(points, db, view, lines, passBusy)
      return { rows: applied, announce: () => announce(postings) }
    },
    async takeBack(db, view, lines, passBusy) {
      const { reversed, postings } = await takeBackPointsRows(points, db, view, toEntries(lines), passBusy)
      return { rows: reversed, announce: () => announce(postings) }
    },
  }
}

/** Balances of points. */
export const pointsKind: Kind = {
  columns: pointsColumns,
  checker(_container, { hidden }) {
    const checker = new PointsChecker(hidden, new Date())
    return async (lines) => lines.map((line) => checker.check(line))
  },
  poster: (container) => pointsPoster(pointsOf(container), (postings) => announcePostings(container, postings)),
  async obstacles(container, lines) {
    const outcomes = await pointsOf(container).previewTakeBack(toEntries(lines))
    return lines.map((_line, place) => {
      const outcome = outcomes[place]?.outcome ?? "gone"
      return outcome === "reversed" ? null : keptProblem(outcome)
    })
  },
  inUse: (rows) => `points of ${rows} rows are used`,
}
