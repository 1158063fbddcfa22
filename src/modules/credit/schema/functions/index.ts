import { ALLOCATE } from "./allocate"
import { APPEND_ONLY } from "./append-only"
import { APPLY_CASH } from "./apply-cash"
import { CHARGE } from "./charge"
import { HOLD_PLACE } from "./hold-place"
import { HOLD_RELEASE } from "./hold-release"
import { POST } from "./post"
import { SETTLE } from "./settle"
import { TAKE_BACK } from "./take-back"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [
  ALLOCATE,
  APPEND_ONLY,
  APPLY_CASH,
  CHARGE,
  HOLD_PLACE,
  HOLD_RELEASE,
  POST,
  SETTLE,
  TAKE_BACK,
]
