import { COUNT } from "./count"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [COUNT]
