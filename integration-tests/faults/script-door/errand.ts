/** A file of `scripts/` without its ending, and its arguments. */
export type Errand = { name: string; args: string[] }

/** The text that a store prints before the port for errands. */
export const DOOR = "scripts run at port "
