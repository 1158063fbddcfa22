export type { ErrorCode } from "../kernel/errors"
export type { PluginOptions } from "../kernel/options"
export type { ContactModuleService } from "../modules/contact"
export type { Contact } from "../modules/contact/types"
export type { CreditModuleService } from "../modules/credit"
export type { CreditCheckModuleService } from "../modules/credit_check"
export type {
  CreditCheck,
  CreditCheckAnswer,
  CreditCheckProvider,
  CreditCheckQuestion,
  CreditSnapshot,
  CreditSubject,
} from "../modules/credit_check/types"
export type { CustomerNote } from "../modules/customer_note/types"
export type { CustomerProfileModuleService } from "../modules/customer_profile"
export type { CustomerProfile } from "../modules/customer_profile/types"
export type { CustomerProjectionModuleService } from "../modules/customer_projection"
export type { PointsModuleService } from "../modules/points"
export type { AccountView, Entry, RollForwardRow } from "../modules/points/types"
export type { Outbox, OutboxMail } from "../providers/outbox/file"
export type { CustomerView } from "../workflows/customers/customer-view"
export type { CustomerOrderView } from "../workflows/customers/list-customer-orders"
export type { PaymentMethods } from "../workflows/customers/list-payment-methods"
export type { OrderExplanation } from "../workflows/points/explain-order"
export type { PointsReport } from "../workflows/points/get-points-report"
export type { LoyaltyPreview } from "../workflows/redemption/preview-points"
export type { LoyaltyHealth } from "../workflows/setup/get-health"
export type { ClienteleEvent, ClienteleEventName, ClienteleEvents } from "./events"
export type { ClienteleHttp } from "./http"
export type { ClienteleRoutes } from "./routes"
