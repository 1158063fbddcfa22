import type { ExecArgs, IEventBusModuleService, Message } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { runJob } from "./run-job"

/** `expire <times>`: runs the hourly job so many times. Answers with its schedule and what each run emitted. */
export default async function expire({ container, args }: ExecArgs) {
  const bus: IEventBusModuleService = container.resolve(Modules.EVENT_BUS)
  const emit = bus.emit
  let emitted: { name: string; data: unknown }[] = []
  bus.emit = async (messages: Message | Message[], ...rest: unknown[]) => {
    emitted.push(...[messages].flat().map(({ name, data }) => ({ name, data })))
    await (emit as (...all: unknown[]) => Promise<void>).call(bus, messages, ...rest)
  }
  const runs: (typeof emitted)[] = []
  let schedule: string | undefined
  try {
    for (let i = 0; i < Number(args[0] ?? 1); i++) {
      schedule = await runJob(container, "clientele-points-expiry")
      runs.push(emitted.filter(({ name }) => name.startsWith("clientele.")))
      emitted = []
    }
  } finally {
    bus.emit = emit
  }
  return { schedule, runs }
}
