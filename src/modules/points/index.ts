import { Module } from "@medusajs/framework/utils"
import PointsModuleService from "./service"
import { POINTS_MODULE } from "./types"

export default Module(POINTS_MODULE, { service: PointsModuleService })

export { canonicalMailbox } from "./domain/mailbox"
export { decideEarning, type EarningDecision, notEarnedReasons } from "./domain/earning"
export type { ItemFacts, OrderFacts } from "./domain/order-facts"
export { isSettingKey, parseSetting, type SettingKey, type Settings, settingKeys } from "./domain/settings"
export { POINTS_MODULE }
export type * from "./types"
export { PointsModuleService }
