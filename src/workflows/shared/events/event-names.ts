import { creditEvents } from "./credit-events"
import { customerEvents } from "./customer-events"
import { pointsEvents } from "./points-events"
import { webhookEvents } from "./webhook-events"

/** The names of all events that the plugin emits, sorted (contract R64). */
export const eventNames: readonly string[] = [customerEvents, pointsEvents, creditEvents, webhookEvents]
  .flatMap((events) => Object.values<string>(events))
  .sort()
