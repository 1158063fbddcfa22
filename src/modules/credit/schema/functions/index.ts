import { ALLOCATE } from "./allocate"
import { ALLOCATE_GIVEN } from "./allocate-given"
import { ALLOCATE_LATER } from "./allocate-later"
import { ALLOCATE_OLDEST } from "./allocate-oldest"
import { APPEND_ONLY } from "./append-only"
import { APPLY_CASH } from "./apply-cash"
import { CAPTURE_BEGIN } from "./capture-begin"
import { CAPTURE_LOSE } from "./capture-lose"
import { CAPTURE_NOTE } from "./capture-note"
import { CAPTURE_UNDO } from "./capture-undo"
import { CAPTURE_VOID } from "./capture-void"
import { CASH_IN } from "./cash-in"
import { CHARGE } from "./charge"
import { CHARGE_OWN } from "./charge-own"
import { EARLIER } from "./earlier"
import { HOLD_DECIDE } from "./hold-decide"
import { HOLD_PLACE } from "./hold-place"
import { HOLD_RELEASE } from "./hold-release"
import { HOLD_RETRY } from "./hold-retry"
import { KEEP_DUE_DATE } from "./keep-due-date"
import { LOCK } from "./lock"
import { MOVE_PAID } from "./move-paid"
import { POST } from "./post"
import { REVERSE } from "./reverse"
import { SETTLE } from "./settle"
import { TAKE_BACK } from "./take-back"
import { WRITE_OFF } from "./write-off"
import { WRITE_OFF_ITEM } from "./write-off-item"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [
  ALLOCATE_GIVEN,
  ALLOCATE_LATER,
  ALLOCATE_OLDEST,
  ALLOCATE,
  APPEND_ONLY,
  APPLY_CASH,
  CAPTURE_BEGIN,
  CAPTURE_LOSE,
  CAPTURE_NOTE,
  CAPTURE_UNDO,
  CAPTURE_VOID,
  CASH_IN,
  CHARGE_OWN,
  CHARGE,
  EARLIER,
  HOLD_DECIDE,
  HOLD_PLACE,
  HOLD_RELEASE,
  KEEP_DUE_DATE,
  HOLD_RETRY,
  LOCK,
  MOVE_PAID,
  POST,
  REVERSE,
  SETTLE,
  TAKE_BACK,
  WRITE_OFF_ITEM,
  WRITE_OFF,
]
