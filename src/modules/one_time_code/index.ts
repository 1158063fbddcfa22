import { Module } from "@medusajs/framework/utils"
import OneTimeCodeModuleService from "./service"
import { ONE_TIME_CODE_MODULE } from "./types"

export default Module(ONE_TIME_CODE_MODULE, { service: OneTimeCodeModuleService })

export { networkOf } from "./domain/network"
export type * from "./types"
export { ONE_TIME_CODE_MODULE, OneTimeCodeModuleService }
