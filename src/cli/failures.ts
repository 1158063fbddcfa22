import type { ReconcileResult } from "../workflows/points/settle-pages"
import type { Output } from "./output"
import { count, table } from "./table"

/** Orders that could not be compared or settled, with the reason. */
export function printFailures(out: Output, failed: ReconcileResult["failed"]): void {
  if (failed.length === 0) {
    return
  }
  const lines = table(failed, [
    { title: "order", value: (row) => row.order_id },
    { title: "what went wrong", value: (row) => row.message },
  ])
  out.print()
  out.print(lines.join("\n"))
  out.print()
  out.print(`${count(failed.length, "order")} failed, the others did not. Fix the cause, then run the command again`)
}
