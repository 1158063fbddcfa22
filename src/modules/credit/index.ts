import { Module } from "@medusajs/framework/utils"
import { noOrm } from "../../kernel/reading/readable"
import CreditModuleService from "./service"
import { CREDIT_MODULE } from "./types"

export default Module(CREDIT_MODULE, { service: CreditModuleService, loaders: noOrm })

export { isOwnCapture } from "./capture-service"
export { AGING_BUCKETS } from "./domain/aging"
export { creditStandings } from "./domain/credit-standing"
export { dueOn, NOT_DUE } from "./domain/due-date"
export { type Obstacle, obstaclesOf } from "./domain/eligibility"
export { isLedgerCursor } from "./domain/ledger-cursor"
export { checkWords, wordsOf } from "./domain/order-words"
export { isCreditLimit, isPaymentTerms, isShare, MAX_CREDIT_LIMIT } from "./domain/terms"
export type { EndedMembership } from "./leaving"
export type { CaptureState, CreditCapture } from "./sql/captures"
export type { Posted } from "./sql/cash"
export type * from "./types"
export { CREDIT_MODULE, CreditModuleService }
