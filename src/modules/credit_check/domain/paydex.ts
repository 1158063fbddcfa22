/** Days late and their index on Dun & Bradstreet's PAYDEX scale. Between two points the index is interpolated. */
const SCALE: readonly (readonly [days: number, index: number])[] = [
  [-30, 100],
  [-20, 90],
  [0, 80],
  [15, 70],
  [22, 60],
  [30, 50],
  [60, 40],
  [90, 30],
  [120, 20],
  [180, 1],
]

/**
 * The payment index of one payment (contract R26): 100 is 30 days early, 80 on the due date, 50 is 30 days late.
 *
 * @param daysLate whole days after the due date; negative is before it
 * @returns a whole number from 1 to 100, rounded half up; never higher for a later payment
 */
export function paydexOf(daysLate: number): number {
  const next = SCALE.findIndex(([days]) => daysLate <= days)
  const to = SCALE[next]
  const from = SCALE[next - 1]
  if (!to) {
    return 1
  }
  if (!from) {
    return 100
  }
  const width = to[0] - from[0]
  const twice = 2 * (from[1] * width - (from[1] - to[1]) * (daysLate - from[0]))
  return Math.floor((twice + width) / (2 * width))
}
