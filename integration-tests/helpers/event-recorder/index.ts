import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Module } from "@medusajs/framework/utils"

type Cradle = { event_bus: IEventBusModuleService }

/** Prints the plugin's events on Medusa's bus, so that a test can read them in the server's output. */
class EventRecorder {
  readonly __hooks: { onApplicationStart: () => Promise<void> }

  constructor({ event_bus }: Cradle) {
    this.__hooks = {
      onApplicationStart: async () => {
        event_bus.subscribe(
          "*",
          async ({ name, data }) => {
            if (name.startsWith("clientele.")) process.stdout.write(`recorded ${name} ${JSON.stringify(data)}\n`)
          },
          { subscriberId: "event-recorder" },
        )
      },
    }
  }
}

export default Module("event_recorder", { service: EventRecorder })
