import { readPlan } from "../../bench/load/plan"
import { type Arrived, type Call, growth, outOfOrder, tally } from "../../bench/load/tally"
import { diceOf } from "../../bench/load/visitors"

const calls = (kind: string, times: number[], refused: string | null = null): Call[] =>
  times.map((ms) => ({ kind, ms, refused }))

describe("the arithmetic of the load test", () => {
  it("R68: calls are counted by kind, with calls a second, median, 99th percentile and refusals by code", () => {
    const hundred = Array.from({ length: 101 }, (_, n) => n)
    const lines = tally([...calls("read", hundred), ...calls("buy", [200, 400], "400 cart_changed")], 2, 10)
    expect(lines).toEqual([
      { kind: "read", servers: 2, calls: 101, per_second: 10.1, p50_ms: 50, p99_ms: 99, errors: {} },
      {
        ...{ kind: "buy", servers: 2, calls: 2, per_second: 0.2, p50_ms: 300, p99_ms: 398 },
        errors: { "400 cart_changed": 2 },
      },
      expect.objectContaining({ kind: "all calls", calls: 103, per_second: 10.3, errors: { "400 cart_changed": 2 } }),
    ])
    expect(tally([], 1, 10)).toEqual([])
  })

  it("R68: growth compares each kind with itself and leaves out kinds of one phase only", () => {
    const one = tally([...calls("read", [10, 10]), ...calls("rare", [5])], 1, 1)
    const two = tally(calls("read", [20, 20, 20]), 2, 1)
    expect(growth(one, two)).toEqual([
      { kind: "read", per_second: 1.5, p50: 2, p99: 2 },
      { kind: "all calls", per_second: 1, p50: 2, p99: 2 },
    ])
  })

  it.each<[string, [string, number][], string[]]>([
    [
      "in order",
      [
        ["a", 1],
        ["b", 1],
        ["a", 2],
      ],
      [],
    ],
    [
      "with a gap, as a filter leaves it",
      [
        ["a", 1],
        ["a", 4],
      ],
      [],
    ],
    [
      "with an earlier one late",
      [
        ["a", 1],
        ["a", 3],
        ["a", 2],
      ],
      ["a: 2 came after 3"],
    ],
    [
      "with the same one again",
      [
        ["a", 1],
        ["a", 2],
        ["a", 1],
      ],
      [],
    ],
  ])("R68: messages %s are found to be out of order only where they are", (_how, arrived, problems) => {
    const messages = arrived.map(([subject, sequence]): Arrived => ({ id: `${subject}${sequence}`, subject, sequence }))
    expect(outOfOrder(messages)).toEqual(problems)
  })

  it("R68: a plan names the option that is not a number, and ends later where its phases are longer", () => {
    expect(() => readPlan(["--visitors", "many"])).toThrow("--visitors takes a whole number")
    expect(() => readPlan(["--clients", "3"])).toThrow("--clients")
    const short = readPlan(["--short"])
    expect(short).toMatchObject({ json: false, seed: 1 })
    expect(readPlan(["--short", "--seconds", String(short.seconds + 10)]).bound).toBe(short.bound + 20)
  })

  it("R68: the same seed gives the same numbers", () => {
    const throws = (seed: number) => Array.from({ length: 5 }, diceOf(seed))
    expect(throws(7)).toEqual(throws(7))
    expect(throws(7)).not.toEqual(throws(8))
    expect(throws(7).every((value) => value >= 0 && value < 1)).toBe(true)
  })
})
