import type { ExecArgs } from "@medusajs/framework/types"
import { ANSWER } from "../in-store"
import { emitAndCount, type Message } from "./emit-and-count"

/** `emit <JSON list of events> <times>`: the same events again and again, as an event bus may deliver them. */
export default async function emit({ container, args }: ExecArgs): Promise<void> {
  const [events = "[]", times = "1"] = args
  const list: Message[] = JSON.parse(events)
  const queued = await emitAndCount(container, Array.from({ length: Number(times) }, () => list).flat())
  process.stdout.write(`${ANSWER}${JSON.stringify({ queued })}\n`)
}
