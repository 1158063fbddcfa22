import fc from "fast-check"
import { fewestQuantities, spanAround, type Tier } from "../../src/workflows/redemption/price-tiers"

const quantity = fc.integer({ min: 1, max: 60 })
const bound = fc.option(fc.double({ min: 0, max: 60, noNaN: true }), { nil: null })
const tier: fc.Arbitrary<Tier> = fc.record({ min: bound, max: bound })
const applies = ({ min, max }: Tier, n: number) => (min === null || min <= n) && (max === null || n <= max)

describe("M53: quantities that one price serves", () => {
  it("M53: the same tiers apply at every quantity of a span, and it contains the requested quantity", () => {
    fc.assert(
      fc.property(quantity, quantity, fc.array(tier, { maxLength: 6 }), (asked, other, tiers) => {
        const { from, to } = spanAround(asked, tiers)
        expect(from <= asked && asked <= to).toBe(true)
        if (from <= other && other <= to) {
          expect(tiers.map((one) => applies(one, other))).toEqual(tiers.map((one) => applies(one, asked)))
        }
      }),
    )
  })

  it("M53: each span gets one of its quantities, and no smaller set would serve all spans", () => {
    const spans = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 6 })).map(([from, more]) => ({
        from,
        to: from + more,
      })),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(spans, (list) => {
        const chosen = fewestQuantities(list)
        expect(list.every(({ from, to }, i) => from <= (chosen[i] ?? 0) && (chosen[i] ?? 0) <= to)).toBe(true)
        // Disjoint spans need one quantity each, so no answer is smaller than the largest set of disjoint spans.
        let apart = 0
        let end = 0
        for (const { from, to } of [...list].sort((a, b) => a.to - b.to)) {
          if (from > end) {
            apart += 1
            end = to
          }
        }
        expect(new Set(chosen).size).toBe(apart)
      }),
    )
  })

  it("M53: 200 quantities of goods without tiers have one price", () => {
    const spans = Array.from({ length: 200 }, (_, i) => spanAround(i + 1, []))
    expect(new Set(fewestQuantities(spans)).size).toBe(1)
  })
})
