import { parseArgs } from "node:util"

/** Arguments of `npm run bench -- …`. */
export type BenchOptions = { json: boolean; short: boolean; record: boolean; only: string[] }

/** @throws on unknown arguments, and on `--record` with `--short` */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
    },
  })
  const only = values.only.flatMap((names) => names.split(","))
  if (values.record && values.short) throw new Error("--record is for the full form")
  return { json: values.json, short: values.short, record: values.record, only }
}
