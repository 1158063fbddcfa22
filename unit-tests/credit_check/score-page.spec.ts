import fs from "node:fs"
import path from "node:path"
import { assess, riskOf } from "../../src/modules/credit_check/domain/assess"
import { defaultModelOptions, modelOptionsSchema, RATINGS } from "../../src/modules/credit_check/domain/model-options"
import { paydexOf } from "../../src/modules/credit_check/domain/paydex"

const PAGE = fs.readFileSync(path.join(__dirname, "../../docs/credit-score.md"), "utf8")

const section = (heading: string) => PAGE.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? ""
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name = "", rest = ""]) => [name, ...rest.split(" | ")])
const block = (text: string, kind: string) => new RegExp(`\`\`\`${kind}\n([^\`]+)\`\`\``).exec(text)?.[1] ?? ""

it("R26: docs/credit-score.md has the weights, caps, bands and the scale of the model", () => {
  const { weights, caps, bands } = defaultModelOptions
  const numbers = (heading: string) =>
    Object.fromEntries(rowsOf(section(heading)).map(([name, number]) => [name, Number(number)]))
  expect(numbers("The factors")).toEqual(weights)
  expect(numbers("Caps")).toEqual({
    overdue_60_days: caps.overdue_60,
    overdue_90_days: caps.overdue_90,
    thin_file: caps.thin_file,
  })
  const ratings = rowsOf(section("Rating, risk, confidence"))
  const expected = RATINGS.map((rating) => [
    rating,
    String({ ...bands, very_poor: 300 }[rating]),
    `\`${riskOf(rating)}\``,
  ])
  expect(ratings).toEqual(expected)
  const [days = [], index = []] = ["days late", "index"].map((row) =>
    String(new RegExp(`^\\| ${row} \\| (.+) \\|$`, "m").exec(PAGE)?.[1])
      .replaceAll("−", "-")
      .split(" | ")
      .map(Number),
  )
  expect(days.length).toBeGreaterThan(5)
  expect(days.map(paydexOf)).toEqual(index)
})

it("R25: the worked example of docs/credit-score.md is right to the last point, text and limit", () => {
  const example = section("A worked example")
  const assessed = assess(JSON.parse(block(example, "json")), defaultModelOptions)
  const reasons = rowsOf(example)
    .filter((row) => row.length === 4)
    .map(([code, factor = "", points, text]) => ({
      code,
      factor: factor.replaceAll("`", ""),
      points: Number(points),
      text,
    }))
  expect(reasons.length).toBe(6)
  expect(assessed.reasons).toEqual(reasons)
  const sum = reasons.map(({ points }) => points).join(" + ")
  expect(example).toContain(`Score: 300 + ${sum} = **${assessed.credit_score}**.`)
  expect(example).toContain(`Rating: **${assessed.credit_rating}**. Risk: **${assessed.risk_assessment}**.`)
  expect(example).toContain(
    `Confidence: **${assessed.confidence}**. Recommended limit: **${assessed.recommended_credit_limit}**`,
  )
})

it("R26: the model accepts the options on docs/credit-score.md", () => {
  const text = block(section("Options"), "ts")
    .replace(/^creditCheck:\s*\{\s*internal:/, "(")
    .replace(/\},?\s*\}\s*$/, "})")
  expect(modelOptionsSchema.parse(new Function(`return ${text}`)())).toMatchObject({ thinFile: { parts: 5 } })
})
