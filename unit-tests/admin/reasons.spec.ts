import fc from "fast-check"
import { numbersIn } from "../../src/admin/credit/reason-numbers"
import check from "../../src/admin/i18n/de/check.json"
import { assess } from "../../src/modules/credit_check/domain/assess"
import { defaultModelOptions } from "../../src/modules/credit_check/domain/model-options"
import { CHECK_FAILURES } from "../../src/modules/credit_check/types"
import { anySnapshot, newSnapshot, SEED } from "../credit_check/snapshots"

const words: Record<string, string> = check.reason
const sentenceOf = (code: string, count: number) => words[code] ?? words[`${code}_${count === 1 ? "one" : "other"}`]

// Guard: the keys of `reason` in src/admin/i18n/de/check.json; without one the sentence stays English.
test("R66: each reason of the built-in credit check has a German sentence, with as many numbers as the store's", () => {
  const said = new Set<string>()
  const says = (snapshot: Parameters<typeof assess>[0]) => {
    for (const { code, text } of assess(snapshot, defaultModelOptions).reasons) {
      const { numbers, count } = numbersIn(text)
      const sentence = sentenceOf(code, count)
      expect([code, sentence]).toEqual([code, expect.any(String)])
      const asked = (sentence?.match(/\{\{(?:[abc]|money)\}\}/g) ?? []).length
      expect([code, text, numbers.length >= asked]).toEqual([code, text, true])
      said.add(code)
    }
  }
  fc.assert(fc.property(anySnapshot, says), { seed: SEED, numRuns: 500 })
  says(newSnapshot({ paid: [] }))
  says(newSnapshot())
  expect(Object.keys(words).map((key) => key.replace(/_(one|other)$/, ""))).toEqual(expect.arrayContaining([...said]))
})

test("R66: each failure of a credit check has a German sentence", () => {
  expect(Object.keys(check.failure).sort()).toEqual(Object.keys(CHECK_FAILURES).sort())
})
