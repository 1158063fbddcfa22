import { execFileSync } from "node:child_process"
import path from "node:path"
import fc from "fast-check"
import { assess } from "../../src/modules/credit_check/domain/assess"
import {
  defaultModelOptions,
  modelOptionsSchema,
  modelVersion,
} from "../../src/modules/credit_check/domain/model-options"
import { paydexOf } from "../../src/modules/credit_check/domain/paydex"
import type { CreditSnapshot } from "../../src/modules/credit_check/domain/snapshot"
import { anySnapshot, newSnapshot, SEED } from "./snapshots"

const score = (snapshot: CreditSnapshot) => assess(snapshot, defaultModelOptions)
const points = (snapshot: CreditSnapshot) => score(snapshot).credit_score ?? Number.NaN
const reason = (snapshot: CreditSnapshot, factor: string) =>
  score(snapshot).reasons.find((one) => one.factor === factor)

const check = (property: Parameters<typeof fc.assert>[0]) => fc.assert(property, { seed: SEED, numRuns: 2000 })

// Guard: moneyInWords in src/modules/credit_check/domain/factors.ts.
test.each([
  ["usd", "1234.5", "1234.50 USD"],
  ["jpy", "1234", "1234 JPY"],
  ["kwd", "1234.5", "1234.500 KWD"],
])("R25: a reason in %s says %s as %s", (currency_code, amount, said) => {
  const snapshot = newSnapshot({ currency_code, overdue: [{ days_late: 12, amount, items: 1 }] })
  expect(reason(snapshot, "overdue")?.text).toBe(`Overdue now: ${said}. The oldest item is 12 days past its due date.`)
})

describe("the payment index", () => {
  test.each([
    [-400, 100],
    [-30, 100],
    [-20, 90],
    [-10, 85],
    [0, 80],
    [1, 79],
    [15, 70],
    [22, 60],
    [30, 50],
    [60, 40],
    [90, 30],
    [120, 20],
    [180, 1],
    [10_000, 1],
  ])("R26: a payment %i days after its due date has the index %i", (days, index) => {
    expect(paydexOf(days)).toBe(index)
  })

  it("M61: never rises with the days", () => {
    for (let days = -40; days < 200; days++) {
      expect(paydexOf(days + 1)).toBeLessThanOrEqual(paydexOf(days))
    }
  })
})

describe("any ledger", () => {
  it("M61: has a whole score from 300 to 850, and a reason for each of its points", () => {
    check(
      fc.property(anySnapshot, (snapshot) => {
        const { status, credit_score, reasons } = score(snapshot)
        const total = reasons.reduce((sum, one) => sum + one.points, 0)
        if (status === "insufficient_data") {
          return credit_score === null && total === 0
        }
        const isBounded = Number.isInteger(credit_score) && Number(credit_score) >= 300 && Number(credit_score) <= 850
        return isBounded && total === Number(credit_score) - 300
      }),
    )
  })

  it("M61: gets no higher score and no higher limit for money that comes later", () => {
    check(
      fc.property(anySnapshot, fc.nat(400), fc.nat(20), (snapshot, later, which) => {
        const at = which % Math.max(snapshot.paid.length, 1)
        const paid = snapshot.paid.map((row, index) =>
          index === at ? { ...row, days_late: row.days_late + later } : row,
        )
        return isNoBetter(snapshot, { ...snapshot, paid })
      }),
    )
  })

  it("M61: gets no higher score and no higher limit for more of the limit in use", () => {
    check(
      fc.property(anySnapshot, fc.nat(1_000_000), (snapshot, more) =>
        isNoBetter(snapshot, { ...snapshot, balance: String(Number(snapshot.balance) + more) }),
      ),
    )
  })

  it("M61: gets no higher score and no higher limit for more that is overdue, or overdue for longer", () => {
    check(
      fc.property(anySnapshot, fc.nat(1_000_000), fc.nat(200), fc.nat(20), (snapshot, more, days, which) => {
        const rows = snapshot.overdue
        const at = which % Math.max(rows.length, 1)
        const grown = rows.map((row, index) =>
          index === at ? { ...row, amount: String(Number(row.amount) + more), days_late: row.days_late + days } : row,
        )
        const overdue = rows.length > 0 ? grown : [{ days_late: days + 1, amount: String(more + 1), items: 1 }]
        return isNoBetter(snapshot, { ...snapshot, overdue })
      }),
    )
  })
})

/** A ledger without a score may get one from the change; then there is nothing to compare. */
function isNoBetter(before: CreditSnapshot, after: CreditSnapshot): boolean {
  const [one, other] = [score(before), score(after)]
  if (one.credit_score === null || other.credit_score === null) {
    return one.credit_score === null
  }
  const limits = [one, other].map(({ recommended_credit_limit }) => Number(recommended_credit_limit))
  return other.credit_score <= one.credit_score && Number(limits[1]) <= Number(limits[0])
}

describe("the same ledger", () => {
  const PLACES = [
    { zone: "Pacific/Kiritimati", locale: "de-DE", LC_ALL: "de_DE.UTF-8" },
    { zone: "America/St_Johns", locale: "ar-EG", LC_ALL: "ar_EG.UTF-8" },
    { zone: "UTC", locale: "en-US", LC_ALL: "en_US.UTF-8" },
  ]

  it("M61: has the same bytes in any time zone and locale", () => {
    const program = ["-r", "ts-node/register/transpile-only", path.join(__dirname, "print-scores.ts")]
    const outputs = PLACES.map(({ zone, LC_ALL }) => {
      const env = { ...process.env, TZ: zone, LANG: LC_ALL, LC_ALL }
      return execFileSync(process.execPath, program, { env, encoding: "utf8" }).split("\n")
    })
    // The child process prints its time zone and locale, so that the test fails if these did not change.
    expect(outputs.map(([place]) => place)).toEqual(PLACES.map(({ zone, locale }) => `${zone} ${locale}`))
    const scores = outputs.map(([, ...lines]) => lines.join("\n"))
    expect(scores[0]).toContain('"credit_score":3')
    expect(new Set(scores).size).toBe(1)
  })
})

describe("what a score says", () => {
  it("R25: a customer who always pays on terms is excellent, and one who pays 60 days late is not good", () => {
    expect(score(newSnapshot())).toMatchObject({
      status: "ok",
      credit_rating: "excellent",
      risk_assessment: "low",
      confidence: "high",
    })
    const late = newSnapshot({ paid: [{ days_late: 60, amount: "48000", parts: 24 }] })
    expect(score(late)).toMatchObject({ credit_rating: "good" })
    expect(points(late)).toBeLessThan(points(newSnapshot()))
  })

  it("R26: the index is weighted by money, not by invoices", () => {
    const paid = [
      { days_late: 60, amount: "10", parts: 20 },
      { days_late: 0, amount: "9990", parts: 1 },
    ]
    expect(reason(newSnapshot({ paid }), "promptness")).toMatchObject({
      code: "pays_on_terms",
      text: "Invoices were paid on the due date on average. The payment index is 80 of 100.",
    })
  })

  it("R25: without any payment and anything overdue there is no score, rating, risk or limit", () => {
    const fresh = newSnapshot({ paid: [], overdue: [] })
    expect(score(fresh)).toEqual({
      status: "insufficient_data",
      credit_score: null,
      credit_rating: null,
      risk_assessment: null,
      recommended_credit_limit: null,
      confidence: "low",
      reasons: [expect.objectContaining({ code: "no_payment_history", points: 0 })],
    })
  })

  it("R26: a customer who has paid nothing and owes overdue money has a score, and a bad one", () => {
    const overdue = [{ days_late: 100, amount: "5000", items: 1 }]
    const assessed = score(newSnapshot({ paid: [], overdue, tenure_days: 130 }))
    expect(assessed).toMatchObject({ status: "ok", risk_assessment: "high", confidence: "low" })
    expect(assessed.credit_score).toBeLessThan(580)
  })

  it.each([
    ["two payments", newSnapshot({ paid: [{ days_late: -5, amount: "100", parts: 2 }] })],
    ["60 days", newSnapshot({ tenure_days: 60 })],
  ])("R26: a thin file, here of %s, is fair at best, and raises no limit", (_, snapshot) => {
    const assessed = score(snapshot)
    expect(assessed).toMatchObject({ credit_score: 669, credit_rating: "fair", confidence: "low" })
    expect(assessed.reasons.at(-1)).toMatchObject({ code: "thin_file", factor: "cap" })
    expect(Number(assessed.recommended_credit_limit)).toBeLessThanOrEqual(10_000)
  })

  it("R26: money that is more than 90 days overdue caps the score, and a small forgotten rest does not", () => {
    const owing = (amount: string) => newSnapshot({ overdue: [{ days_late: 91, amount, items: 1 }] })
    expect(points(owing("240.01"))).toBe(579)
    expect(score(owing("240.01")).reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["overdue_60_days", "overdue_90_days"]),
    )
    expect(points(owing("240"))).toBeGreaterThan(700)
  })
})

describe("the recommended limit", () => {
  const recommended = (change: Partial<CreditSnapshot>, options = {}) =>
    assess(newSnapshot(change), modelOptionsSchema.parse(options)).recommended_credit_limit

  it("R25: covers months of purchases, rounded down to two digits, and at most doubles", () => {
    expect(recommended({ credit_limit: null, charges: { count: 12, amount: "24999.99" } })).toBe("6200")
    expect(recommended({ credit_limit: "1000.50", charges: { count: 12, amount: "24999.99" } })).toBe("2001")
  })

  it("R25: does not take a limit from a good payer, and gives no higher one to a poor payer", () => {
    expect(recommended({ credit_limit: "10000", charges: { count: 12, amount: "1200" } })).toBe("10000")
    const poor = {
      ...{ credit_limit: "100", charges: { count: 12, amount: "24000" } },
      ...{ balance: "100", tenure_days: 400, paid: [{ days_late: 100, amount: "48000", parts: 24 }] },
      overdue: [{ days_late: 45, amount: "3000", items: 3 }],
    }
    expect(assess(newSnapshot(poor), defaultModelOptions).credit_rating).toBe("poor")
    expect(recommended(poor)).toBe("100")
    expect(
      recommended({ ...poor, overdue: [{ days_late: 120, amount: "9000", items: 3 }], reversed_payments: 3 }),
    ).toBe("0")
  })

  it.each([
    ["jpy", "999.99", "240"],
    ["usd", "0.99", "0.24"],
    ["kwd", "0.099", "0.024"],
  ])("R25: is never finer than the minor unit: %s", (currency_code, amount, expected) => {
    expect(recommended({ currency_code, credit_limit: null, charges: { count: 12, amount } })).toBe(expected)
  })

  it("R26: stays below the option's maximum of its currency", () => {
    const large = { credit_limit: null, charges: { count: 12, amount: "900000" } }
    expect(recommended(large, { limit: { maximum: { usd: "50000" } } })).toBe("50000")
    expect(recommended(large, { limit: { maximum: { eur: "50000" } } })).toBe("220000")
  })
})

describe("options of the model", () => {
  test.each([
    [{ weights: { promptness: 221 } }, "must add up to 550"],
    [{ weights: { promptness: -1 } }, ""],
    [{ weights: { luck: 1 } }, ""],
    [{ bands: { good: 760 } }, "must fall from band to band"],
    [{ caps: { thin_file: 900 } }, ""],
    [{ limit: { months: { fair: 5 } } }, "must not rise from rating to rating"],
    [{ limit: { maximum: { usd: "-1" } } }, ""],
    [{ colour: "red" }, ""],
  ])("R26: refuses %j", (options, sentence) => {
    const result = modelOptionsSchema.safeParse(options)
    expect(result.success).toBe(false)
    expect(JSON.stringify(result.error?.issues)).toContain(sentence)
  })

  it("R26: change the score, and the model's version with it", () => {
    const options = modelOptionsSchema.parse({ weights: { promptness: 320, overdue: 20 } })
    const late = newSnapshot({ paid: [{ days_late: 60, amount: "48000", parts: 24 }] })
    expect(assess(late, options).credit_score).toBeLessThan(points(late))
    expect(modelVersion(defaultModelOptions)).toBe("internal-1")
    expect(modelVersion(options)).toMatch(/^internal-1\+[0-9a-f]{8}$/)
  })
})
