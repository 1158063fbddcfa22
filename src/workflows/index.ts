// The package's front door for hosts: `medusa-plugin-clientele/workflows` (CONTRACT R70).
export { customerEvents } from "./customers/events"
export { adjustPointsWorkflow } from "./points/adjust-points"
export { pointsEvents } from "./points/events"
export { settleOrdersWorkflow } from "./points/settle-orders"
