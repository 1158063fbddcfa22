import { Module } from "@medusajs/framework/utils"
import ApiKeyModuleService from "./service"
import { API_KEY_MODULE } from "./types"

export default Module(API_KEY_MODULE, { service: ApiKeyModuleService })

export type * from "./types"
export { API_KEY_MODULE, ApiKeyModuleService }
