/** Steps between marks are 1, 2, 2.5 or 5 times a power of ten. */
const STEPS = [1, 2, 2.5, 5, 10]

/**
 * Round numbers for an axis: evenly spaced, rising, from at or below `low` to at or above `high`. 0 is always among them, as lengths
 * and areas mislead without it.
 *
 * @param most how many marks at most, above 2
 * @param whole only whole numbers, as for points
 */
export function axisMarks(low: number, high: number, most = 5, whole = false): number[] {
  const from = Math.min(0, low)
  const to = Math.max(0, high)
  if (from === to) {
    return [0, 1]
  }
  const rough = (to - from) / (most - 1)
  const step = atLeast(rough, most, from, to, whole)
  const first = Math.floor(from / step)
  const last = Math.ceil(to / step)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** The smallest round step that needs no more than `most` marks. */
function atLeast(rough: number, most: number, from: number, to: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const steps = [...STEPS.map((one) => one * power), 20 * power, 50 * power]
  const fits = (step: number) =>
    (!whole || Number.isInteger(step)) && Math.ceil(to / step) - Math.floor(from / step) < most
  return steps.find(fits) ?? Math.max(1, 100 * power)
}

/**
 * A number's place on a line.
 *
 * @param domain lowest and highest number, different from each other
 * @param range where those two are, in pixels
 */
export function placeOn([low, high]: [number, number], [start, end]: [number, number]): (value: number) => number {
  return (value) => start + ((value - low) / (high - low)) * (end - start)
}

/** Which of `count` labels have room beside each other: the first, the last and evenly spaced ones between, at most `room`. */
export function labelled(count: number, room: number): number[] {
  const shown = Math.max(1, Math.min(count, room))
  const at = (i: number) => (shown === 1 ? 0 : Math.round((i * (count - 1)) / (shown - 1)))
  return [...new Set(Array.from({ length: shown }, (_, i) => at(i)))]
}
