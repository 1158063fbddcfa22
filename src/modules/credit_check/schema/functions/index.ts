import { APPEND_ONLY } from "./append-only"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [APPEND_ONLY]
