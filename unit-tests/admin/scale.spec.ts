import * as fc from "fast-check"
import { axisMarks, labelled, placeOn } from "../../src/admin/charts/scale"

test.each([
  [0, 0, false, [0, 1]],
  [0, 7, false, [0, 2, 4, 6, 8]],
  [0, 1, true, [0, 1]],
  [0, 3, true, [0, 1, 2, 3]],
  [0, 12_345, true, [0, 5000, 10_000, 15_000]],
  [-40, 90, false, [-50, 0, 50, 100]],
  [0.1, 0.3, false, [0, 0.1, 0.2, 0.3]],
  [120, 130, false, [0, 50, 100, 150]],
])("R66: an axis from %d to %d has round marks (only whole ones: %s)", (low, high, whole, marks) => {
  expect(axisMarks(low, high, 5, whole)).toEqual(marks)
})

test("R66: an axis contains all values and 0, has few marks, and they are evenly spaced", () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(value, value, fc.boolean(), (one, other, whole) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      fc.pre(high - low > 1e-6 || low === high)
      const marks = axisMarks(low, high, 5, whole)
      expect(marks.length).toBeGreaterThan(1)
      expect(marks.length).toBeLessThanOrEqual(6)
      expect(marks[0]).toBeLessThanOrEqual(Math.min(0, low) + 1e-6)
      expect(marks.at(-1)).toBeGreaterThanOrEqual(Math.max(0, high) - 1e-6)
      expect(marks).toContain(0)
    }),
  )
})

test("R66: a value is placed between the ends of its line, and labels have room", () => {
  const place = placeOn([0, 10], [100, 0])
  expect([0, 5, 10].map(place)).toEqual([100, 50, 0])
  expect(labelled(30, 4)).toEqual([0, 10, 19, 29])
  expect(labelled(2, 4)).toEqual([0, 1])
  expect(labelled(1, 4)).toEqual([0])
})
