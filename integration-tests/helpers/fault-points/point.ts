import fs from "node:fs"

/** Points at which a completion can be stopped, named after the step directly before or after. */
export type FaultPoint =
  | "order:before" // nothing is written
  | "post:before" // the order's rows are inserted, its transaction is open
  | "post:after" // the points are deducted in the same open transaction
  | "order:after" // the order is committed, and nothing else
  | "link:before" // Medusa links, completes the cart and reserves stock at once
  | "link:after" // order and cart are linked
  | "authorize:before"
  | "provider:took" // the provider has the money, Medusa does not know
  | "authorize:after"
  | "undo:before" // Medusa takes the order back
  | "place:after" // a hold is placed, its cart not yet worked out
  | "credit:before" // the order's rows are inserted, its transaction is open
  | "credit:after" // the credit is held in the same open transaction
  | "settle:before" // the order stands, its receivable does not
  | "settle:after" // the receivable is posted, the job has not ended
  | "customer:after" // Medusa's fields of a customer are changed, and nothing after that
  | "shrink:before" // a cart carries less, its hold has the points of before

export type FaultRule = {
  point: FaultPoint
  /** The subject: an email, or the id of a cart, hold or payment session. */
  key: string
  /** `hang` stops it forever at that point, so that a test can kill the process with many running completions. */
  action: "hang" | "throw"
}

/** The text that a store prints when it reaches a point that a test has armed. */
export const reachedLine = ({ point, key }: Pick<FaultRule, "point" | "key">) => `reached ${point} ${key}`

/** Stops or fails here if the test has armed this point for the subject. Without a file of rules it does nothing. */
export async function reach(point: FaultPoint, what: unknown): Promise<void> {
  const file = process.env.CLIENTELE_TEST_FAULTS
  if (!file || !fs.existsSync(file)) return
  const rules: FaultRule[] = JSON.parse(fs.readFileSync(file, "utf8"))
  const text = JSON.stringify(what)
  const rule = rules.find((one) => one.point === point && text.includes(one.key))
  if (!rule) return
  process.stdout.write(`${reachedLine(rule)}\n`)
  if (rule.action === "hang") await new Promise(() => undefined)
  throw new Error(`a test's fault at ${point}`)
}
