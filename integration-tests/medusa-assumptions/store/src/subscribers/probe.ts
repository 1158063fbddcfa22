import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { seen } from "../seen"

export default async function probe({ event, pluginOptions }: SubscriberArgs<unknown>): Promise<void> {
  seen.handled.push({ name: event.name, data: event.data, pluginOptions })
}

export const config: SubscriberConfig = { event: ["order.placed", "probe.emitted"] }
