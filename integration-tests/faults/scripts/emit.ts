import type { ExecArgs } from "@medusajs/framework/types"
import { emitAndCount, type Message } from "./emit-and-count"

/** `emit <JSON list of events> <times>`: emits the same events repeatedly, as an event bus may deliver them. */
export default async function emit({ container, args }: ExecArgs) {
  const [events = "[]", times = "1"] = args
  const list: Message[] = JSON.parse(events)
  const all = Array.from({ length: Number(times) }, () => list).flat()
  return { queued: await emitAndCount(container, async () => all) }
}
