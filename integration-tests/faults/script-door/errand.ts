/** A file of `scripts/` without its ending, and what it is given. */
export type Errand = { name: string; args: string[] }

/** What a store prints before the port that takes errands. */
export const DOOR = "scripts run at port "
