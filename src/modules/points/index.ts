import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import PointsModuleService from "./service"
import { busyOutcome, POINTS_MODULE } from "./types"

export default Module(POINTS_MODULE, { service: PointsModuleService, loaders: noOrm })

export { canonicalMailbox } from "../../kernel/mailbox"
export { type DisagreementKind, findDisagreement } from "./domain/agreement"
export { earnedIfPaid } from "./domain/earned-if-paid"
export { decideEarning, decideGone, type EarningDecision, notEarnedReasons } from "./domain/earning"
export { keptOfLine } from "./domain/edited-line"
export { isEntriesCursor } from "./domain/entries-cursor"
export { entryId, parseEntryId } from "./domain/entry-id"
export { judgeNewestVersion } from "./domain/newest-version"
export {
  asksForMoney,
  type ItemFacts,
  type OrderFacts,
  orderMoney,
  pointsToReturn,
  redeemedHolds,
  type SwapFacts,
} from "./domain/order-facts"
export { mostFor, type PreviewReason, type PreviewTerms, refuseAll } from "./domain/preview"
export {
  clampRedemption,
  type PromotionAction,
  type PromotionContext,
  pointsFor,
  pointsNeeded,
  type Redemption,
  type RedemptionPart,
  worthOf,
} from "./domain/redemption"
export {
  type CurrencyTerms,
  conflictOf,
  currencyTerms,
  defaultSettings,
  isSettingKey,
  parseSetting,
  type SettingChange,
  type SettingKey,
  type Settings,
  settingKeys,
  settingsAt,
} from "./domain/settings"
export type { ListedAccount } from "./sql/page-of-accounts"
export type { ExpiringLot, Merged } from "./sql/post-entries"
export type { LoggedChange, StoredSetting } from "./sql/stored-settings"
export type * from "./types"
export { busyOutcome, POINTS_MODULE, PointsModuleService }
