import { COUNT } from "./count"

/** Every function of the module. Create them after the tables. */
export const functions: readonly string[] = [COUNT]
