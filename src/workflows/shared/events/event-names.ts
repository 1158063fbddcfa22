import { creditEvents } from "./credit-events"
import { customerEvents } from "./customer-events"
import { importEvents } from "./import-events"
import { keyEvents } from "./key-events"
import { pointsEvents } from "./points-events"
import { webhookEvents } from "./webhook-events"

/** The names of all events that the plugin emits, sorted (contract R64). */
export const eventNames: readonly string[] = [
  customerEvents,
  pointsEvents,
  creditEvents,
  webhookEvents,
  keyEvents,
  importEvents,
]
  .flatMap((events) => Object.values<string>(events))
  .sort()
