import { Module } from "@medusajs/framework/utils"
import CheckoutModuleService from "./service"
import { CHECKOUT_MODULE } from "./types"

export default Module(CHECKOUT_MODULE, { service: CheckoutModuleService })

export type { RequestKey } from "./domain/request-key"
export type * from "./types"
export { CHECKOUT_MODULE, CheckoutModuleService }
