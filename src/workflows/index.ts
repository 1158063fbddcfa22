export { customerEvents } from "./customers/events"
