import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import CustomerProjectionModuleService from "./service"
import { CUSTOMER_PROJECTION_MODULE } from "./types"

export default Module(CUSTOMER_PROJECTION_MODULE, { service: CustomerProjectionModuleService, loaders: noOrm })

export { type Analytics, analyse, type CreditFacts } from "./domain/analytics"
export { isTransaction, revenueOf } from "./domain/order"
export { type Period, periodStart, periods } from "./domain/period"
export { orderStatuses, orderStatusFilter } from "./domain/status"
export type * from "./types"
export { customerOrders, MAX_EXACT_COUNT } from "./types"
export { CUSTOMER_PROJECTION_MODULE, CustomerProjectionModuleService }
