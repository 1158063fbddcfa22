import type { z } from "@medusajs/framework/zod"
import type { AdminListApiKeys, AdminSetApiKeyMode } from "../api/admin/clientele/api-keys/validators"
import type { AdminExport } from "../api/admin/clientele/exports/validators"
import type {
  AdminConfirmImport,
  AdminCreateImport,
  AdminListImportRows,
  AdminListImports,
} from "../api/admin/clientele/imports/validators"
import type { AdminListCreditAccounts } from "../api/admin/credit/accounts/validators"
import type { AdminGetAging } from "../api/admin/credit/aging/validators"
import type {
  AdminApproveCreditOrder,
  AdminListCreditApprovals,
  AdminRejectCreditOrder,
} from "../api/admin/credit/approvals/validators"
import type { AdminListOpenItems } from "../api/admin/credit/receivables/validators"
import type { AdminReconcileReceivables } from "../api/admin/credit/reconcile/validators"
import type {
  AdminDeleteCustomerProfile,
  AdminGetCustomerProfile,
  AdminListCustomerProfiles,
} from "../api/admin/customer-profiles/validators"
import type { AdminGetCustomerAnalytics } from "../api/admin/customers/[id]/analytics/validators"
import type {
  AdminAnonymizeCustomer,
  AdminAnonymizeCustomerQuery,
} from "../api/admin/customers/[id]/anonymize/validators"
import type {
  AdminAdjustBalance,
  AdminAllocatePayment,
  AdminDisputeReceivable,
  AdminIssueCreditMemo,
  AdminListCreditEntries,
  AdminRecordPayment,
  AdminRefundBalance,
  AdminReverseEntry,
  AdminSaveCreditAccount,
  AdminSaveCreditMember,
  AdminWriteOff,
} from "../api/admin/customers/[id]/credit/validators"
import type { AdminRunCreditCheck } from "../api/admin/customers/[id]/credit-check/validators"
import type { AdminListCreditChecks } from "../api/admin/customers/[id]/credit-checks/validators"
import type {
  AdminAdjustPoints,
  AdminGetPoints,
  AdminListPointsEntries,
  AdminMergePoints,
  AdminPreviewMerge,
} from "../api/admin/customers/[id]/loyalty/validators"
import type { AdminListCustomerNotes, AdminSaveCustomerNote } from "../api/admin/customers/[id]/notes/validators"
import type { AdminListCustomerOrders } from "../api/admin/customers/[id]/orders/validators"
import type { AdminListPaymentMethods } from "../api/admin/customers/[id]/payment-methods/validators"
import type { AdminListTimeline } from "../api/admin/customers/[id]/timeline/validators"
import type {
  AdminExampleOrder,
  AdminGetLoyaltyReport,
  AdminListLoyaltyAccounts,
  AdminListSettingChanges,
  AdminReconcileLoyalty,
  AdminSimulateLoyalty,
  AdminUpdateLoyaltySetting,
} from "../api/admin/loyalty/validators"
import type { AdminChargeCreditOrder } from "../api/admin/orders/[id]/credit-charge/validators"
import type {
  AdminCreateWebhook,
  AdminListWebhookDeliveries,
  AdminListWebhooks,
  AdminRecoverWebhook,
  AdminUpdateWebhook,
} from "../api/admin/webhooks/validators"
import type { ContactPage } from "../api/shared/contact-validators"
import type { ListReceivables } from "../api/shared/receivables-query"
import type { StatementQuery as StatementQuerySchema } from "../api/shared/statement-query"
import type { StoreCreateOrderQuery } from "../api/store/checkout/create-order/validators"
import type { StorePreviewLoyalty } from "../api/store/loyalty/preview/validators"
import type { StoreCreateOrderInput } from "../workflows/checkout/checkout-input"
import type { sendCodeBody, verifyCodeBody } from "../workflows/codes/code-input"
import type { ContactChange, NewContact } from "../workflows/customers/contact-input"
import type { customerBodies } from "../workflows/customers/customer-bodies"
import type { ownProfileBodies } from "../workflows/customers/own-profile-bodies"
import type { StoreApplyRedemption, StoreStatedRedemption } from "../workflows/shared/redemption/redemption-input"

/**
 * Bodies and queries of the plugin's routes, as clients send them (contract R71). Each is the input of the route's own schema, with
 * the field names of docs/routes.md. Routes also accept the aliases (docs/customers.md).
 */
export namespace ClienteleHttp {
  export type AdminCreateCustomerProfile = z.input<typeof customerBodies.usual.create>
  export type AdminUpdateCustomerProfile = z.input<typeof customerBodies.usual.change>
  export type AdminListApiKeysQuery = z.input<typeof AdminListApiKeys>
  export type AdminSetKeyMode = z.input<typeof AdminSetApiKeyMode>
  export type AdminListCustomerProfilesQuery = z.input<typeof AdminListCustomerProfiles>
  export type AdminGetCustomerProfileQuery = z.input<typeof AdminGetCustomerProfile>
  export type AdminDeleteCustomerProfileQuery = z.input<typeof AdminDeleteCustomerProfile>
  export type AdminListCreditAccountsQuery = z.input<typeof AdminListCreditAccounts>
  export type AdminListOpenItemsQuery = z.input<typeof AdminListOpenItems>
  export type AdminListApprovalsQuery = z.input<typeof AdminListCreditApprovals>
  export type AdminApproveOrder = z.input<typeof AdminApproveCreditOrder>
  export type AdminRejectOrder = z.input<typeof AdminRejectCreditOrder>
  export type AdminReconcileCredit = z.input<typeof AdminReconcileReceivables>
  export type AdminChargeOrder = z.input<typeof AdminChargeCreditOrder>
  export type AdminSaveCredit = z.input<typeof AdminSaveCreditAccount>
  export type AdminSaveMember = z.input<typeof AdminSaveCreditMember>
  export type AdminGetAgingQuery = z.input<typeof AdminGetAging>
  export type AdminDispute = z.input<typeof AdminDisputeReceivable>
  export type StatementQuery = z.input<typeof StatementQuerySchema>
  export type AdminListCreditEntriesQuery = z.input<typeof AdminListCreditEntries>
  export type AdminListReceivablesQuery = z.input<typeof ListReceivables>
  export type AdminPayment = z.input<typeof AdminRecordPayment>
  export type AdminCreditMemo = z.input<typeof AdminIssueCreditMemo>
  export type AdminBalanceAdjustment = z.input<typeof AdminAdjustBalance>
  export type AdminBalanceRefund = z.input<typeof AdminRefundBalance>
  export type AdminReceivableWriteOff = z.input<typeof AdminWriteOff>
  export type AdminAllocation = z.input<typeof AdminAllocatePayment>
  export type AdminReversal = z.input<typeof AdminReverseEntry>
  export type AdminSaveNote = z.input<typeof AdminSaveCustomerNote>
  export type AdminListNotesQuery = z.input<typeof AdminListCustomerNotes>
  export type CreateContact = z.input<typeof NewContact>
  export type UpdateContact = z.input<typeof ContactChange>
  export type ListContactsQuery = z.input<typeof ContactPage>
  export type AdminListOrdersQuery = z.input<typeof AdminListCustomerOrders>
  export type AdminGetAnalyticsQuery = z.input<typeof AdminGetCustomerAnalytics>
  export type AdminListTimelineQuery = z.input<typeof AdminListTimeline>
  export type AdminListPaymentMethodsQuery = z.input<typeof AdminListPaymentMethods>
  export type AdminAnonymize = z.input<typeof AdminAnonymizeCustomer>
  export type AdminAnonymizeQuery = z.input<typeof AdminAnonymizeCustomerQuery>
  export type AdminRunCheck = z.input<typeof AdminRunCreditCheck>
  export type AdminListChecksQuery = z.input<typeof AdminListCreditChecks>
  export type AdminGetLoyaltyQuery = z.input<typeof AdminGetPoints>
  export type AdminListEntriesQuery = z.input<typeof AdminListPointsEntries>
  export type AdminAdjust = z.input<typeof AdminAdjustPoints>
  export type AdminPreviewMergeQuery = z.input<typeof AdminPreviewMerge>
  export type AdminMerge = z.input<typeof AdminMergePoints>
  export type AdminUpdateSetting = z.input<typeof AdminUpdateLoyaltySetting>
  export type AdminGetReportQuery = z.input<typeof AdminGetLoyaltyReport>
  export type AdminListAccountsQuery = z.input<typeof AdminListLoyaltyAccounts>
  export type AdminListChangesQuery = z.input<typeof AdminListSettingChanges>
  export type AdminExample = z.input<typeof AdminExampleOrder>
  export type AdminSimulate = z.input<typeof AdminSimulateLoyalty>
  export type AdminCreateImportQuery = z.input<typeof AdminCreateImport>
  export type AdminListImportsQuery = z.input<typeof AdminListImports>
  export type AdminListImportRowsQuery = z.input<typeof AdminListImportRows>
  export type AdminConfirmation = z.input<typeof AdminConfirmImport>
  export type AdminExportQuery = z.input<typeof AdminExport>
  export type AdminReconcile = z.input<typeof AdminReconcileLoyalty>
  export type AdminNewWebhook = z.input<typeof AdminCreateWebhook>
  export type AdminChangeWebhook = z.input<typeof AdminUpdateWebhook>
  export type AdminListWebhooksQuery = z.input<typeof AdminListWebhooks>
  export type AdminListDeliveriesQuery = z.input<typeof AdminListWebhookDeliveries>
  export type AdminRecovery = z.input<typeof AdminRecoverWebhook>
  export type StoreListReceivablesQuery = AdminListReceivablesQuery
  export type StoreUpdateOwnProfile = z.input<typeof ownProfileBodies.usual>
  export type StoreSendCode = z.input<typeof sendCodeBody>
  export type StoreVerifyCode = z.input<typeof verifyCodeBody>
  export type StorePreview = z.input<typeof StorePreviewLoyalty>
  export type StoreApplyPoints = z.input<typeof StoreApplyRedemption>
  /** `loyalty_redemption` beside the body of Medusa's own completion of a cart. */
  export type StoreStatedPoints = z.input<typeof StoreStatedRedemption>
  export type StoreCreateOrder = StoreCreateOrderInput
  export type StoreCreateOrderQuery = z.input<typeof StoreCreateOrderQuery>
}
