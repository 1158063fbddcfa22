import type { HttpTypes } from "@medusajs/framework/types"
import type { Numbers } from "../api/admin/customers/[id]/analytics/amounts"
import type { toAging } from "../api/shared/aging-answer"
import type { toContact, toDeletedContact } from "../api/shared/contact-answers"
import type {
  toCredit,
  toCreditApproval,
  toCreditCharge,
  toCreditEntry,
  toCreditMember,
  toDecidedCreditOrder,
  toExposure,
  toListedAccount,
  toOpenItem,
  toOrderCredit,
  toReceivable,
  toReconciledReceivables,
} from "../api/shared/credit-answers"
import type { toStatement } from "../api/shared/send-statement"
import type { toShopperCredit, toShopperReceivable } from "../api/store/customers/me/credit/shopper-credit"
import type { toShopperLoyalty } from "../api/store/customers/me/loyalty/shopper-loyalty"
import type { CustomerNote } from "../modules/customer_note/types"
import type { ImportRow, ImportView } from "../modules/data_import/types"
import type { CurrencyTerms, Settings, StoredSetting } from "../modules/points"
import type { AccountView, Entry } from "../modules/points/types"
import type { DeliveryWithAttempts, WebhookDelivery, WebhookEndpoint } from "../modules/webhook/types"
import type { Outbox } from "../providers/outbox/file"
import type { Outcome, UsedPoints } from "../workflows/checkout/checkout-types"
import type { CreditCheckView } from "../workflows/credit/checks/credit-check-view"
import type { CreditEligibility } from "../workflows/credit/orders/get-eligibility"
import type { CustomerView } from "../workflows/customers/customer-view"
import type { CustomerAnalytics } from "../workflows/customers/get-customer-analytics"
import type { CustomerOrderView } from "../workflows/customers/list-customer-orders"
import type { CustomerDetail } from "../workflows/customers/list-customer-views"
import type { PaymentMethods } from "../workflows/customers/list-payment-methods"
import type { OwnProfile } from "../workflows/customers/own-profile"
import type { ExampleOrder } from "../workflows/points/example-order"
import type { OrderExplanation } from "../workflows/points/explain-order"
import type { PointsReport } from "../workflows/points/get-points-report"
import type { PointsAccountRow } from "../workflows/points/list-points-accounts"
import type { SettingChangeView } from "../workflows/points/list-setting-changes"
import type { MergePreview } from "../workflows/points/preview-merge"
import type { ReconcileResult } from "../workflows/points/settle-pages"
import type { Simulation } from "../workflows/points/simulation"
import type { Anonymized } from "../workflows/privacy/anonymize-customer-workflow"
import type { LoyaltyPreview } from "../workflows/redemption/preview-points"
import type { ClienteleHealth } from "../workflows/setup/get-clientele-health"
import type { LoyaltyHealth } from "../workflows/setup/get-health"
import type { ApiKeyView } from "../workflows/setup/list-api-keys"
import type { Applied } from "../workflows/shared/redemption/replace-hold"
import type { TimelineArea, TimelineEvent } from "../workflows/timeline/timeline-event"
import type { ClienteleHttp } from "./http"

type Page = { count: number; limit: number; offset: number }
type Deleted<What extends string> = { id: string; object: What; deleted: true }
type DisputedReceivable = { id: string; object: "receivable"; disputed: boolean }
/** For the host's hooks; see docs/workflows.md. */
type WithAdditionalData = { additional_data?: Record<string, unknown> | null }

type OneContact = { contact: ReturnType<typeof toContact> }
type Contacts = Page & { contacts: ReturnType<typeof toContact>[] }
type OneNote = { note: CustomerNote }
type OneCreditEntry = { entry: ReturnType<typeof toCreditEntry> }
/** One customer, with newest notes and orders. */
type OneCustomer = { customer: CustomerView & Partial<CustomerDetail> }
type ChangeCustomer = { body: ClienteleHttp.AdminUpdateCustomerProfile & WithAdditionalData; response: OneCustomer }
type ChangeContact = { body: ClienteleHttp.UpdateContact; response: OneContact }
type ChangeNote = { body: ClienteleHttp.AdminSaveNote; response: OneNote }
type ChangeOwn = { body: ClienteleHttp.StoreUpdateOwnProfile & WithAdditionalData; response: { customer: OwnProfile } }
/** With totals, lines with adjustments, shipping and payment. */
type Cart = HttpTypes.StoreCart

type OneImport = { import: ImportView }

type OneWebhook = { webhook: WebhookEndpoint }
type ChangeWebhook = { body: ClienteleHttp.AdminChangeWebhook; response: OneWebhook }
/** The secret does not show again. */
type WebhookWithSecret = OneWebhook & { secret: string }

type Customers = Page & {
  customers: CustomerView[]
  page: number
  has_more: boolean
  /** URLs of the pages after and before this one. */
  next: string | null
  previous: string | null
  next_cursor: string | null
  count_is_estimate?: true
  /** Set while the plugin still indexes the customers of a store that existed before the plugin. */
  incomplete?: true
}

type Config = {
  enabled: boolean
  points_per_currency_unit: number
  points_per_currency_discount: number
  max_redeem_percent: number
  min_points_to_redeem: number
  min_checkout_total: number
  /** By currency code in lower case. */
  currencies: Record<string, Partial<CurrencyTerms> & { decimal_digits: number }>
}

type CheckoutAnswer = { loyalty_redemption?: UsedPoints | undefined } & (
  | { type: "order"; order: HttpTypes.StoreOrder }
  | { type: "cart"; cart: HttpTypes.StoreCart; error: Extract<Outcome, { type: "cart" }>["error"] }
)

/**
 * The request and response of each route, in the handler's types: the handlers are typed by these rows (ADR 0041).
 * `ClienteleRoutes` is the same as clients see it.
 */
export interface RouteTypes {
  "GET /admin/clientele/api-keys": {
    query: ClienteleHttp.AdminListApiKeysQuery
    response: Page & { api_keys: ApiKeyView[] }
  }
  "POST /admin/clientele/api-keys/:id/mode": {
    body: ClienteleHttp.AdminSetKeyMode
    response: { api_key: ApiKeyView }
  }
  "GET /admin/clientele/exports/:kind": { query: ClienteleHttp.AdminExportQuery; response: string }
  "GET /admin/clientele/health": { response: { health: ClienteleHealth } }
  "GET /admin/clientele/imports": {
    query: ClienteleHttp.AdminListImportsQuery
    response: Page & { imports: ImportView[] }
  }
  "POST /admin/clientele/imports": {
    query: ClienteleHttp.AdminCreateImportQuery
    body: { file: Blob }
    response: OneImport
  }
  "GET /admin/clientele/imports/:id": { response: OneImport }
  "GET /admin/clientele/imports/:id/rows": {
    query: ClienteleHttp.AdminListImportRowsQuery
    /** Text with `format=csv`. `next_after`: the `after` of the next request; `null` at the end. */
    response: { rows: ImportRow[]; next_after: number | null } | string
  }
  "POST /admin/clientele/imports/:id/confirm": { body: ClienteleHttp.AdminConfirmation; response: OneImport }
  "POST /admin/clientele/imports/:id/cancel": { response: OneImport }
  "POST /admin/clientele/imports/:id/reverse": { response: OneImport }
  "POST /admin/clientele/jobs/:id/retry": { response: { job_id: string } }
  "GET /admin/clientele/outbox": { response: Outbox }
  /** With `format=csv`, a file of all matching customers, at most 100,000. */
  "GET /admin/customer-profiles": { query: ClienteleHttp.AdminListCustomerProfilesQuery; response: Customers }
  "POST /admin/customer-profiles": {
    body: ClienteleHttp.AdminCreateCustomerProfile & WithAdditionalData
    /** `adopted`: a guest with this email address was adopted, with status 200 instead of 201. */
    response: OneCustomer & { adopted?: true }
  }
  "GET /admin/customer-profiles/:id": { query: ClienteleHttp.AdminGetCustomerProfileQuery; response: OneCustomer }
  "POST /admin/customer-profiles/:id": ChangeCustomer
  "PATCH /admin/customer-profiles/:id": ChangeCustomer
  "PUT /admin/customer-profiles/:id": ChangeCustomer
  "DELETE /admin/customer-profiles/:id": {
    query: ClienteleHttp.AdminDeleteCustomerProfileQuery
    response: Deleted<"customer"> & { deleted_at: Date }
  }
  "GET /admin/customer-profiles/by-external-id/:external_id": { response: OneCustomer }
  "GET /admin/customers/:id/analytics": {
    query: ClienteleHttp.AdminGetAnalyticsQuery
    response: { analytics: Numbers<CustomerAnalytics> }
  }
  "POST /admin/customers/:id/anonymize": {
    query: ClienteleHttp.AdminAnonymizeQuery
    body: ClienteleHttp.AdminAnonymize
    response: { id: string; object: "customer" } & Anonymized
  }
  "GET /admin/customers/:id/contacts": { query: ClienteleHttp.ListContactsQuery; response: Contacts }
  "POST /admin/customers/:id/contacts": { body: ClienteleHttp.CreateContact; response: OneContact }
  "GET /admin/customers/:id/contacts/:contact_id": { response: OneContact }
  "POST /admin/customers/:id/contacts/:contact_id": ChangeContact
  "PATCH /admin/customers/:id/contacts/:contact_id": ChangeContact
  "PUT /admin/customers/:id/contacts/:contact_id": ChangeContact
  "DELETE /admin/customers/:id/contacts/:contact_id": { response: ReturnType<typeof toDeletedContact> }
  /** The highest balance first. */
  "GET /admin/credit/accounts": {
    query: ClienteleHttp.AdminListCreditAccountsQuery
    response: { accounts: ReturnType<typeof toListedAccount>[]; next_cursor: string | null }
  }
  /** By currency, the one with the most accounts first. */
  "GET /admin/credit/exposure": { response: { exposure: ReturnType<typeof toExposure>[] } }
  /** The earliest due date first. */
  "GET /admin/credit/receivables": {
    query: ClienteleHttp.AdminListOpenItemsQuery
    response: { receivables: ReturnType<typeof toOpenItem>[]; next_cursor: string | null }
  }
  "POST /admin/credit/reconcile": {
    body: ClienteleHttp.AdminReconcileCredit
    response: { reconciliation: ReturnType<typeof toReconciledReceivables> }
  }
  "GET /admin/credit/approvals": {
    query: ClienteleHttp.AdminListApprovalsQuery
    response: Page & { approvals: ReturnType<typeof toCreditApproval>[] }
  }
  /** `:id` is the id of the order. */
  "POST /admin/credit/approvals/:id/approve": {
    body: ClienteleHttp.AdminApproveOrder
    response: { approval: ReturnType<typeof toDecidedCreditOrder> }
  }
  "POST /admin/credit/approvals/:id/reject": {
    body: ClienteleHttp.AdminRejectOrder
    response: { approval: ReturnType<typeof toDecidedCreditOrder> }
  }
  /** `null` for an order that is not on terms. */
  "GET /admin/orders/:id/credit": { response: { order_credit: ReturnType<typeof toOrderCredit> | null } }
  "POST /admin/orders/:id/credit-charge": {
    body: ClienteleHttp.AdminChargeOrder & WithAdditionalData
    response: { credit_charge: ReturnType<typeof toCreditCharge> }
  }
  "POST /admin/customers/:id/credit-check": {
    body: ClienteleHttp.AdminRunCheck
    response: { credit_check: CreditCheckView }
  }
  "GET /admin/customers/:id/credit-checks": {
    query: ClienteleHttp.AdminListChecksQuery
    /** `providers`: the ids of the providers. A check without a provider uses `default_provider`. */
    response: {
      credit_checks: CreditCheckView[]
      next_cursor: string | null
      providers: string[]
      default_provider: string
    }
  }
  "GET /admin/customers/:id/credit-checks/:check_id": { response: { credit_check: CreditCheckView } }
  "POST /admin/customers/:id/credit-checks/:check_id/apply": {
    response: { credit_check: CreditCheckView; credit: ReturnType<typeof toCredit> }
  }
  /** All data about a customer, by kind. */
  "GET /admin/customers/:id/export": {
    response: { export: { customer_id: string; exported_at: Date; [kind: string]: unknown } }
  }
  "GET /admin/customers/:id/loyalty": {
    query: ClienteleHttp.AdminGetLoyaltyQuery
    /** `null` for a customer without an email address. */
    response: { loyalty: AccountView | null }
  }
  "POST /admin/customers/:id/loyalty/adjustments": {
    body: ClienteleHttp.AdminAdjust & WithAdditionalData
    response: { entry: Entry }
  }
  "GET /admin/customers/:id/loyalty/entries": {
    query: ClienteleHttp.AdminListEntriesQuery
    response: { entries: Entry[]; next_cursor: string | null }
  }
  "GET /admin/customers/:id/loyalty/merge": {
    query: ClienteleHttp.AdminPreviewMergeQuery
    response: { merge: MergePreview }
  }
  "POST /admin/customers/:id/loyalty/merge": {
    body: ClienteleHttp.AdminMerge & WithAdditionalData
    response: { merged_points: number; loyalty: AccountView }
  }
  /** The figures are in the currency with the most accounts. With several currencies, `by_currency` has the figures of each. */
  "GET /admin/credit/aging": {
    query: ClienteleHttp.AdminGetAgingQuery
    response: Page & { aging: ReturnType<typeof toAging> }
  }
  "GET /admin/customers/:id/credit": { response: { credit: ReturnType<typeof toCredit> | null } }
  "POST /admin/customers/:id/credit": {
    body: ClienteleHttp.AdminSaveCredit
    response: { credit: ReturnType<typeof toCredit> }
  }
  "GET /admin/customers/:id/credit/entries": {
    query: ClienteleHttp.AdminListCreditEntriesQuery
    response: { entries: ReturnType<typeof toCreditEntry>[]; next_cursor: string | null }
  }
  "POST /admin/customers/:id/credit/adjustments": {
    body: ClienteleHttp.AdminBalanceAdjustment
    response: OneCreditEntry
  }
  "POST /admin/customers/:id/credit/credit-memos": { body: ClienteleHttp.AdminCreditMemo; response: OneCreditEntry }
  "POST /admin/customers/:id/credit/payments": { body: ClienteleHttp.AdminPayment; response: OneCreditEntry }
  "POST /admin/customers/:id/credit/refunds": { body: ClienteleHttp.AdminBalanceRefund; response: OneCreditEntry }
  "POST /admin/customers/:id/credit/write-offs": {
    body: ClienteleHttp.AdminReceivableWriteOff
    response: OneCreditEntry
  }
  "POST /admin/customers/:id/credit/entries/:entry_id/reverse": {
    body: ClienteleHttp.AdminReversal
    response: OneCreditEntry
  }
  "POST /admin/customers/:id/credit/allocations": {
    body: ClienteleHttp.AdminAllocation
    response: { credit: ReturnType<typeof toCredit> }
  }
  "GET /admin/customers/:id/credit/receivables": {
    query: ClienteleHttp.AdminListReceivablesQuery
    response: Page & { receivables: ReturnType<typeof toReceivable>[] }
  }
  "POST /admin/customers/:id/credit/receivables/:receivable_id/dispute": {
    body: ClienteleHttp.AdminDispute
    response: DisputedReceivable
  }
  "DELETE /admin/customers/:id/credit/receivables/:receivable_id/dispute": { response: DisputedReceivable }
  /** With `format` `csv` or `html`, a file or a page. */
  "GET /admin/customers/:id/credit/statement": {
    query: ClienteleHttp.StatementQuery
    response: { statement: ReturnType<typeof toStatement> }
  }
  "GET /admin/customers/:id/credit/members": { response: { members: ReturnType<typeof toCreditMember>[] } }
  "POST /admin/customers/:id/credit/members": {
    body: ClienteleHttp.AdminSaveMember
    response: { member: ReturnType<typeof toCreditMember> }
  }
  "DELETE /admin/customers/:id/credit/members/:member_id": { response: Deleted<"credit_member"> }
  "GET /admin/customers/:id/notes": {
    query: ClienteleHttp.AdminListNotesQuery
    response: Page & { notes: CustomerNote[] }
  }
  "POST /admin/customers/:id/notes": ChangeNote
  "GET /admin/customers/:id/notes/:note_id": { response: OneNote }
  "POST /admin/customers/:id/notes/:note_id": ChangeNote
  "PATCH /admin/customers/:id/notes/:note_id": ChangeNote
  "PUT /admin/customers/:id/notes/:note_id": ChangeNote
  "DELETE /admin/customers/:id/notes/:note_id": { response: Deleted<"note"> }
  "GET /admin/customers/:id/orders": {
    query: ClienteleHttp.AdminListOrdersQuery
    response: Page & { orders: CustomerOrderView[]; page: number; has_more: boolean }
  }
  "GET /admin/customers/:id/timeline": {
    query: ClienteleHttp.AdminListTimelineQuery
    /** `not_permitted`: the areas that the caller's role cannot read. */
    response: { events: TimelineEvent[]; next_cursor: string | null; not_permitted: TimelineArea[] }
  }
  "GET /admin/customers/:id/payment-methods": {
    query: ClienteleHttp.AdminListPaymentMethodsQuery
    response: PaymentMethods & Page
  }
  /** `multipart/form-data`. */
  "POST /admin/customers/:id/photo": { body: { photo: Blob }; response: { photo_url: string } }
  "DELETE /admin/customers/:id/photo": { response: Deleted<"customer_photo"> }
  "GET /admin/loyalty/accounts": {
    query: ClienteleHttp.AdminListAccountsQuery
    response: Page & { accounts: PointsAccountRow[]; count_is_estimate?: true }
  }
  "POST /admin/loyalty/example": { body: ClienteleHttp.AdminExample; response: { example: ExampleOrder } }
  "GET /admin/loyalty/health": { response: { health: LoyaltyHealth } }
  "POST /admin/loyalty/reconcile": {
    body: ClienteleHttp.AdminReconcile
    response: { reconciliation: ReconcileResult }
  }
  "GET /admin/loyalty/report": {
    query: ClienteleHttp.AdminGetReportQuery
    /** Text with `format=csv`. */
    response: { report: PointsReport } | string
  }
  "POST /admin/loyalty/simulate": { body: ClienteleHttp.AdminSimulate; response: { simulation: Simulation } }
  "GET /admin/loyalty/setting-changes": {
    query: ClienteleHttp.AdminListChangesQuery
    response: Page & { changes: SettingChangeView[] }
  }
  "GET /admin/loyalty/settings": { response: { settings: Settings } }
  "PUT /admin/loyalty/settings/:key": {
    body: ClienteleHttp.AdminUpdateSetting
    response: { setting: StoredSetting }
  }
  "GET /admin/orders/:id/loyalty": { response: { order_loyalty: OrderExplanation } }
  "GET /admin/webhooks": {
    query: ClienteleHttp.AdminListWebhooksQuery
    response: Page & { webhooks: WebhookEndpoint[] }
  }
  "POST /admin/webhooks": { body: ClienteleHttp.AdminNewWebhook; response: WebhookWithSecret }
  "GET /admin/webhooks/:id": { response: OneWebhook }
  "POST /admin/webhooks/:id": ChangeWebhook
  "PATCH /admin/webhooks/:id": ChangeWebhook
  "DELETE /admin/webhooks/:id": { response: Deleted<"webhook"> }
  "POST /admin/webhooks/:id/rotate-secret": { response: WebhookWithSecret }
  "POST /admin/webhooks/:id/test": { response: { delivery_id: string } }
  "POST /admin/webhooks/:id/recover": { body: ClienteleHttp.AdminRecovery; response: { recovered: number } }
  "GET /admin/webhooks/:id/deliveries": {
    query: ClienteleHttp.AdminListDeliveriesQuery
    response: { deliveries: DeliveryWithAttempts[]; next_cursor: string | null }
  }
  "POST /admin/webhooks/deliveries/:id/redeliver": { response: { delivery: WebhookDelivery } }
  "POST /store/carts/:id/loyalty-redemption": {
    body: ClienteleHttp.StoreApplyPoints & WithAdditionalData
    response: Applied & { cart: Cart }
  }
  "GET /store/carts/:id/credit-eligibility": {
    response: Omit<CreditEligibility, "available" | "shortfall"> & Record<"available" | "shortfall", number | null>
  }
  "DELETE /store/carts/:id/loyalty-redemption": { response: { released: boolean; cart: Cart } }
  "POST /store/checkout/create-order": {
    query: ClienteleHttp.StoreCreateOrderQuery
    body: ClienteleHttp.StoreCreateOrder & WithAdditionalData
    response: CheckoutAnswer
  }
  "GET /store/customers/me/contacts": { query: ClienteleHttp.ListContactsQuery; response: Contacts }
  "POST /store/customers/me/contacts": { body: ClienteleHttp.CreateContact; response: OneContact }
  "GET /store/customers/me/contacts/:contact_id": { response: OneContact }
  "POST /store/customers/me/contacts/:contact_id": ChangeContact
  "PATCH /store/customers/me/contacts/:contact_id": ChangeContact
  "PUT /store/customers/me/contacts/:contact_id": ChangeContact
  "DELETE /store/customers/me/contacts/:contact_id": { response: ReturnType<typeof toDeletedContact> }
  /** `credit` is null for a customer who is not a live member of a credit account. */
  "GET /store/customers/me/credit": { response: { credit: ReturnType<typeof toShopperCredit> | null } }
  "GET /store/customers/me/credit/receivables": {
    query: ClienteleHttp.StoreListReceivablesQuery
    response: Page & { receivables: ReturnType<typeof toShopperReceivable>[] }
  }
  /** With `format` `csv` or `html`, a file or a page. `null` for other customers than the account's own. */
  "GET /store/customers/me/credit/statement": {
    query: ClienteleHttp.StatementQuery
    response: { statement: ReturnType<typeof toStatement> | null }
  }
  "GET /store/customers/me/loyalty": {
    response: { loyalty: ReturnType<typeof toShopperLoyalty> } | { loyalty: null; proof_required: true }
  }
  "GET /store/customers/me/profile": { response: { customer: OwnProfile } }
  "POST /store/customers/me/profile": ChangeOwn
  "PATCH /store/customers/me/profile": ChangeOwn
  "PUT /store/customers/me/profile": ChangeOwn
  "GET /store/loyalty/config": { response: { config: Config } }
  "POST /store/loyalty/preview": { body: ClienteleHttp.StorePreview; response: { preview: LoyaltyPreview } }
  "POST /store/loyalty/redemption/send-otp": {
    body: ClienteleHttp.StoreSendCode
    response: { status: "accepted"; challenge_id: string }
  }
  "POST /store/loyalty/redemption/verify-otp": {
    body: ClienteleHttp.StoreVerifyCode
    response: { redemption_token: string; expires_at: Date }
  }
}

/** The answer of a route's handler. */
export type Answer<Route extends keyof RouteTypes> = RouteTypes[Route]["response"]

/** A value as JSON carries it: a `Date` is text in ISO 8601. Medusa's own types are of JSON already. */
type Wire<Value> = Value extends HttpTypes.StoreCart | HttpTypes.StoreOrder
  ? Value
  : Value extends Date
    ? string
    : Value extends readonly (infer Item)[]
      ? Wire<Item>[]
      : Value extends object
        ? { [Key in keyof Value]: Wire<Value[Key]> }
        : Value

/**
 * Bodies, queries and answers of the plugin's routes, by method and path (contract R71):
 * `ClienteleRoutes["GET /admin/customers/:id/notes"]["response"]`. Answers to refused requests are in docs/errors.md.
 */
export type ClienteleRoutes = {
  [Route in keyof RouteTypes]: Omit<RouteTypes[Route], "response"> & { response: Wire<Answer<Route>> }
}
