import fs from "node:fs"
import path from "node:path"
import { pluginOptionsSchema } from "../../src/kernel/options"
import { queueNames } from "../../src/modules/job_queue/types"

const ROOT = path.join(__dirname, "../..")
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8")

/** Reads the numbers of a pattern's groups from a file; a missing number fails the test. */
function numbersIn(file: string, pattern: RegExp): number[] {
  const found = pattern.exec(read(file))
  if (!found) {
    throw new Error(`${file} has no ${pattern}`)
  }
  return found.slice(1).map((text) => Number(text.replaceAll(",", "")))
}

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"]

// Guard: a changed list of queues in src/modules/job_queue/types.ts or a changed POOL_MAX fails here.
it("docs/operations.md counts the queue's connections as the code opens them", () => {
  const page = "docs/operations.md"
  const [poolMax] = numbersIn("src/modules/job_queue/backends/postgres.ts", /const POOL_MAX = (\d+)/)
  const [total, adding, each] = numbersIn(page, /up to (\d+): (\d+) for adding, (\d+) for each of \w+ workers/)
  const workers = queueNames.length
  expect(read(page)).toContain(`for each of ${WORDS[workers]} workers`)
  expect(adding).toBe(poolMax)
  expect(total).toBe(Number(adding) + Number(each) * workers)
  const [onRedis, addingOnRedis, eachOnRedis] = numbersIn(page, /(\d+): (\d+) for adding, (\d+) for each worker/)
  expect(onRedis).toBe(Number(addingOnRedis) + Number(eachOnRedis) * workers)
})

it("docs/glossary.md names every queue", () => {
  const [row] = read("docs/glossary.md").match(/^\| \*\*queue\*\* .*$/m) ?? []
  expect([...String(row).matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...queueNames])
})

it("docs/api-keys.md has the limits that the option rateLimits has by default", () => {
  const { rateLimits } = pluginOptionsSchema.parse({})
  if (rateLimits === false) {
    throw new Error("there are no limits by default")
  }
  const row = (mode: string) =>
    numbersIn("docs/api-keys.md", new RegExp(`^\\| ${mode} \\| ([\\d,]+) \\| ([\\d,]+) \\|$`, "m"))
  expect(row("live")).toEqual([rateLimits.live.perMinute, rateLimits.live.perDay])
  expect(row("test")).toEqual([rateLimits.test.perMinute, rateLimits.test.perDay])
})

it("docs/operations.md names the minutes of the scheduled jobs", () => {
  const minuteOf = (job: string) => numbersIn(`src/jobs/${job}.ts`, /schedule: "(?:\*\/)?(\d+) /)[0]
  const page = "docs/operations.md"
  expect(numbersIn(page, /The sweep runs every (\d+) minutes/)).toEqual([minuteOf("points-sweep")])
  expect(
    numbersIn(page, /at minute (\d+) of every hour, dunning at minute (\d+), checks that expire at minute (\d+)/),
  ).toEqual(["points-expiry", "credit-dunning", "credit-checks-upkeep"].map(minuteOf))
})
