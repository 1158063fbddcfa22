import { ACCOUNT_OF } from "./account-of"
import { ADJUST } from "./adjust"
import { ADJUST_BATCH } from "./adjust-batch"
import { APPEND_ONLY } from "./append-only"
import { ATTEMPT_OVER } from "./attempt-over"
import { BACKEND } from "./backend"
import { COVER_HOLDS } from "./cover-holds"
import { DEBIT } from "./debit"
import { EXPIRE } from "./expire"
import { EXPIRE_ACCOUNTS } from "./expire-accounts"
import { GIVE_BACK } from "./give-back"
import { GIVE_BACK_ENTRY } from "./give-back-entry"
import { HOLD_END } from "./hold-end"
import { HOLD_PLACE } from "./hold-place"
import { HOLD_POST } from "./hold-post"
import { HOLD_SHRINK } from "./hold-shrink"
import { HOLD_UNPOST } from "./hold-unpost"
import { LOCK_HOLD } from "./lock-hold"
import { MERGE } from "./merge"
import { PENDING } from "./pending"
import { POST } from "./post"
import { REDEEM_RETURN } from "./redeem-return"
import { SETTLE } from "./settle"
import { SETTLE_AGAIN } from "./settle-again"
import { SETTLE_BATCH } from "./settle-batch"
import { TAKE } from "./take"
import { TAKE_BACK_BATCH } from "./take-back-batch"

/** Every function of the module, to be made after its tables. */
export const functions: readonly string[] = [
  ACCOUNT_OF,
  ADJUST,
  ADJUST_BATCH,
  APPEND_ONLY,
  ATTEMPT_OVER,
  BACKEND,
  COVER_HOLDS,
  DEBIT,
  EXPIRE,
  EXPIRE_ACCOUNTS,
  GIVE_BACK,
  GIVE_BACK_ENTRY,
  HOLD_END,
  HOLD_PLACE,
  HOLD_POST,
  HOLD_SHRINK,
  HOLD_UNPOST,
  LOCK_HOLD,
  MERGE,
  PENDING,
  POST,
  REDEEM_RETURN,
  SETTLE,
  SETTLE_AGAIN,
  SETTLE_BATCH,
  TAKE,
  TAKE_BACK_BATCH,
]
