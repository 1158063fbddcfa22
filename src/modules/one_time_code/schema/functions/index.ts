import { ACCEPT } from "./accept"
import { FREE_AT } from "./free-at"
import { GUESS } from "./guess"
import { ISSUE } from "./issue"
import { LOCK } from "./lock"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [ACCEPT, FREE_AT, GUESS, ISSUE, LOCK]
