import { Module } from "@medusajs/framework/utils"
import PointsModuleService from "./service"
import { POINTS_MODULE } from "./types"

export default Module(POINTS_MODULE, { service: PointsModuleService })

export { decideEarning, type EarningDecision, notEarnedReasons } from "./domain/earning"
export { canonicalMailbox } from "./domain/mailbox"
export { type ItemFacts, type OrderFacts, pointsToReturn, redeemedHolds } from "./domain/order-facts"
export {
  clampRedemption,
  keepPosted,
  type PromotionAction,
  type PromotionContext,
  pointsFor,
  type Redemption,
} from "./domain/redemption"
export {
  currencyTerms,
  isSettingKey,
  parseSetting,
  type SettingChange,
  type SettingKey,
  type Settings,
  settingKeys,
  settingsAt,
} from "./domain/settings"
export type { Database } from "./sql/database"
export type * from "./types"
export { POINTS_MODULE, PointsModuleService }
