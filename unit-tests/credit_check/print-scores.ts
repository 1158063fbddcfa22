// A child process of score.spec.ts: prints its time zone and locale, then the assessment of each ledger.
import fc from "fast-check"
import { assess } from "../../src/modules/credit_check/domain/assess"
import { defaultModelOptions } from "../../src/modules/credit_check/domain/model-options"
import { anySnapshot, SEED } from "./snapshots"

const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
const { locale } = Intl.NumberFormat().resolvedOptions()
const lines = fc.sample(anySnapshot, { seed: SEED, numRuns: 200 }).map((one) => assess(one, defaultModelOptions))

process.stdout.write([`${timeZone} ${locale}`, ...lines.map((line) => JSON.stringify(line))].join("\n"))
