import path from "node:path"

type Result = {
  passed: number
  passedTests: string[]
  failures: string[]
  failedFiles: string[]
  left: string[]
  notRun: string[]
  seconds: number
}
type Run = (suite: string, files: string[]) => Promise<Result>
type RunFailedAgain = (results: [string, Result][], run: Run) => Promise<string[]>

const result = (change: Partial<Result> = {}): Result => ({
  ...{ passed: 1, passedTests: [], failures: [], failedFiles: [], left: [], notRun: [], seconds: 1 },
  ...change,
})
/** The first run: of each file the test failed, and seven others passed. */
const failed = (...files: string[]) =>
  result({
    failures: files.map((file) => `${file}: test`),
    failedFiles: files,
    passed: 7,
    passedTests: ["a.spec.ts: other"],
  })
const passed = (...passedTests: string[]) => result({ passedTests })

let runFailedAgain: RunFailedAgain
beforeAll(async () => {
  const script = path.join(__dirname, "../../scripts/lib/second-run.mjs")
  ;({ runFailedAgain } = await import(script))
  jest.spyOn(console, "log").mockImplementation(() => {})
})

// Guards: each condition of runFailedAgain (ADR 0070).
it("counts a test that passes in the second run, and names it", async () => {
  const results: [string, Result][] = [
    ["unit", result()],
    ["http-shop", failed("a.spec.ts")],
  ]
  const again: string[][] = []
  const races = await runFailedAgain(results, async (suite, files) => {
    again.push([suite, ...files])
    return passed("a.spec.ts: test")
  })
  expect(again).toEqual([["http-shop", "a.spec.ts"]])
  expect(races).toEqual(["http-shop: a.spec.ts: test"])
  expect(results[1]?.[1]).toMatchObject({ passed: 8, failures: [] })
})

it("names a test that fails only in the second run, and counts both as passed", async () => {
  const results: [string, Result][] = [["browser", failed("a.spec.ts")]]
  const second = { ...passed("a.spec.ts: test"), failures: ["a.spec.ts: other"] }
  const races = await runFailedAgain(results, async () => second)
  expect(races).toEqual(["browser: a.spec.ts: test", "browser: a.spec.ts: other"])
  expect(results[0]?.[1]).toMatchObject({ passed: 8, failures: [] })
})

it.each([
  ["fails again", failed("a.spec.ts")],
  ["fails again beside one of the same title", { ...failed("a.spec.ts"), passedTests: ["a.spec.ts: test"] }],
  ["leaves processes running", { ...passed("a.spec.ts: test"), left: ["processes were left running"] }],
  ["does not run that test", passed("a.spec.ts: other")],
])("keeps the failure of a file that %s", async (_what, second) => {
  const results: [string, Result][] = [["faults", failed("a.spec.ts")]]
  expect(await runFailedAgain(results, async () => second)).toEqual([])
  expect(results[0]?.[1]).toMatchObject({ passed: 7, failures: ["a.spec.ts: test"] })
})

it("keeps processes and handles that the first run left behind as failures", async () => {
  const first = failed("a.spec.ts")
  const both = { ...first, failures: [...first.failures, "a database"], left: ["a database"] }
  const results: [string, Result][] = [["faults", both]]
  await runFailedAgain(results, async () => passed("a.spec.ts: test"))
  expect(results[0]?.[1].failures).toEqual(["a database"])
})

it("runs nothing again if more than three files failed", async () => {
  const results: [string, Result][] = [
    ["faults", failed("a", "b")],
    ["unit", failed("c", "d")],
  ]
  const run = jest.fn(async () => result())
  expect(await runFailedAgain(results, run)).toEqual([])
  expect(run).not.toHaveBeenCalled()
})
