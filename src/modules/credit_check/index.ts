import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import { loadProviders } from "./providers/load-providers"
import CreditCheckModuleService from "./service"
import { CREDIT_CHECK_MODULE } from "./types"

export default Module(CREDIT_CHECK_MODULE, { service: CreditCheckModuleService, loaders: [...noOrm, loadProviders] })

export { isChecksCursor } from "./domain/checks-cursor"
export type { CheckRequest } from "./service"
export type * from "./types"
export { CREDIT_CHECK_MODULE, CreditCheckModuleService }
