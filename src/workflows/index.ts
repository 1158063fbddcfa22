export { adjustPointsWorkflow } from "./points/adjust-points"
export { pointsEvents } from "./points/events"
export { settleOrdersWorkflow } from "./points/settle-orders"
