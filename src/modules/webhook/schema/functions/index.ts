import { FAN_OUT } from "./fan-out"
import { FINISH } from "./finish"
import { JUDGE } from "./judge"
import { MATCHES } from "./matches"
import { NOTE_CONTACT_CHANGE } from "./note-contact-change"
import { NOTE_CREDIT_CHANGE } from "./note-credit-change"
import { NOTE_CREDIT_CHECK } from "./note-credit-check"
import { NOTE_CREDIT_ENTRY } from "./note-credit-entry"
import { NOTE_CREDIT_HOLD } from "./note-credit-hold"
import { NOTE_CUSTOMER_NOTE } from "./note-customer-note"
import { NOTE_DISPUTE } from "./note-dispute"
import { NOTE_IMPORT } from "./note-import"
import { NOTE_KEY_MODE } from "./note-key-mode"
import { NOTE_POINTS_ENTRY } from "./note-points-entry"
import { NOTE_SETTING } from "./note-setting"
import { RECORD } from "./record"
import { WANTS } from "./wants"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [
  MATCHES,
  WANTS,
  FAN_OUT,
  JUDGE,
  RECORD,
  FINISH,
  NOTE_CONTACT_CHANGE,
  NOTE_CREDIT_CHANGE,
  NOTE_CREDIT_CHECK,
  NOTE_CREDIT_ENTRY,
  NOTE_CREDIT_HOLD,
  NOTE_CUSTOMER_NOTE,
  NOTE_DISPUTE,
  NOTE_IMPORT,
  NOTE_KEY_MODE,
  NOTE_POINTS_ENTRY,
  NOTE_SETTING,
]
