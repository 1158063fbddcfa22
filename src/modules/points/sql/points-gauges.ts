import { glance, type Pool } from "../../../kernel/database"
import type { GaugeReading } from "../../../kernel/instruments"

/** Live holds and the points that the store owes. */
export async function readPointsGauges(db: Pool): Promise<GaugeReading[]> {
  const [row] = await glance<{ holds: string; points: string }>(
    db,
    `select (select count(*) from clientele_points_hold where status = 'held')::text as holds,
      (select coalesce(sum(balance), 0) from clientele_points_account where balance > 0)::text as points`,
  )
  return [
    { gauge: "clientele.holds.live", value: Number(row?.holds) },
    { gauge: "clientele.points.outstanding", value: Number(row?.points) },
  ]
}
