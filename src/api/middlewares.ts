import { defineMiddlewares } from "@medusajs/framework/http"
import { adminApiKeysMiddlewares } from "./admin/clientele/api-keys/middlewares"
import { adminExportsMiddlewares } from "./admin/clientele/exports/middlewares"
import { adminHealthMiddlewares } from "./admin/clientele/health/middlewares"
import { adminImportsMiddlewares } from "./admin/clientele/imports/middlewares"
import { adminJobsMiddlewares } from "./admin/clientele/jobs/middlewares"
import { adminOutboxMiddlewares } from "./admin/clientele/outbox/middlewares"
import { adminCreditAccountsMiddlewares } from "./admin/credit/accounts/middlewares"
import { adminAgingMiddlewares } from "./admin/credit/aging/middlewares"
import { adminCreditApprovalsMiddlewares } from "./admin/credit/approvals/middlewares"
import { adminExposureMiddlewares } from "./admin/credit/exposure/middlewares"
import { adminOpenItemsMiddlewares } from "./admin/credit/receivables/middlewares"
import { adminReconcileReceivablesMiddlewares } from "./admin/credit/reconcile/middlewares"
import { adminCustomerProfilesMiddlewares } from "./admin/customer-profiles/middlewares"
import { adminCustomerAnalyticsMiddlewares } from "./admin/customers/[id]/analytics/middlewares"
import { adminCustomerAnonymizeMiddlewares } from "./admin/customers/[id]/anonymize/middlewares"
import { adminCustomerContactsMiddlewares } from "./admin/customers/[id]/contacts/middlewares"
import { adminCustomerCreditMiddlewares } from "./admin/customers/[id]/credit/middlewares"
import { adminCreditCheckMiddlewares } from "./admin/customers/[id]/credit-check/middlewares"
import { adminCreditChecksMiddlewares } from "./admin/customers/[id]/credit-checks/middlewares"
import { adminCustomerExportMiddlewares } from "./admin/customers/[id]/export/middlewares"
import { adminCustomerLoyaltyMiddlewares } from "./admin/customers/[id]/loyalty/middlewares"
import { adminCustomerNotesMiddlewares } from "./admin/customers/[id]/notes/middlewares"
import { adminCustomerOrdersMiddlewares } from "./admin/customers/[id]/orders/middlewares"
import { adminPaymentMethodsMiddlewares } from "./admin/customers/[id]/payment-methods/middlewares"
import { adminCustomerPhotoMiddlewares } from "./admin/customers/[id]/photo/middlewares"
import { adminCustomerTimelineMiddlewares } from "./admin/customers/[id]/timeline/middlewares"
import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"
import { adminOrderCreditMiddlewares } from "./admin/orders/[id]/credit/middlewares"
import { adminCreditChargeMiddlewares } from "./admin/orders/[id]/credit-charge/middlewares"
import { adminOrderLoyaltyMiddlewares } from "./admin/orders/[id]/loyalty/middlewares"
import { adminWebhooksMiddlewares } from "./admin/webhooks/middlewares"
import { addressMiddlewares } from "./medusa-routes/address-limit"
import { adminFieldMiddlewares } from "./medusa-routes/admin-fields"
import { dashboardSearchMiddlewares } from "./medusa-routes/dashboard-search"
import { metadataMiddlewares } from "./medusa-routes/metadata-limit"
import { actingUserMiddlewares } from "./medusa-routes/name-actor"
import { storeFieldMiddlewares } from "./medusa-routes/store-fields"
import { keyCallMiddlewares } from "./shared/key-calls"
import { permissionMiddlewares } from "./shared/permissions"
import { prepareRequests } from "./shared/prepare-requests"
import { unknownRouteMiddlewares } from "./shared/unknown-routes"
import { storeCartCompletionMiddlewares } from "./store/carts/[id]/complete/middlewares"
import { storeCartEligibilityMiddlewares } from "./store/carts/[id]/credit-eligibility/middlewares"
import { storeCartRedemptionMiddlewares } from "./store/carts/[id]/loyalty-redemption/middlewares"
import { storeCheckoutMiddlewares } from "./store/checkout/create-order/middlewares"
import { storeOwnContactsMiddlewares } from "./store/customers/me/contacts/middlewares"
import { storeOwnCreditMiddlewares } from "./store/customers/me/credit/middlewares"
import { storeOwnLoyaltyMiddlewares } from "./store/customers/me/loyalty/middlewares"
import { storeOwnProfileMiddlewares } from "./store/customers/me/profile/middlewares"
import { storeLoyaltyConfigMiddlewares } from "./store/loyalty/config/middlewares"
import { storePreviewMiddlewares } from "./store/loyalty/preview/middlewares"
import { storeRedemptionMiddlewares } from "./store/loyalty/redemption/middlewares"

prepareRequests()

/** The one file of middlewares that Medusa loads. Each route keeps its middlewares in its folder; Medusa sorts them by path. */
export default defineMiddlewares({
  routes: [
    ...actingUserMiddlewares,
    ...keyCallMiddlewares,
    ...permissionMiddlewares,
    ...adminFieldMiddlewares,
    ...storeFieldMiddlewares,
    ...addressMiddlewares,
    ...metadataMiddlewares,
    ...dashboardSearchMiddlewares,
    ...adminApiKeysMiddlewares,
    ...adminHealthMiddlewares,
    ...adminImportsMiddlewares,
    ...adminExportsMiddlewares,
    ...adminJobsMiddlewares,
    ...adminOutboxMiddlewares,
    ...adminAgingMiddlewares,
    ...adminCreditAccountsMiddlewares,
    ...adminExposureMiddlewares,
    ...adminOpenItemsMiddlewares,
    ...adminReconcileReceivablesMiddlewares,
    ...adminCreditApprovalsMiddlewares,
    ...adminCustomerProfilesMiddlewares,
    ...adminCustomerAnalyticsMiddlewares,
    ...adminCustomerAnonymizeMiddlewares,
    ...adminCustomerContactsMiddlewares,
    ...adminCustomerCreditMiddlewares,
    ...adminCreditCheckMiddlewares,
    ...adminCreditChecksMiddlewares,
    ...adminCustomerExportMiddlewares,
    ...adminCustomerLoyaltyMiddlewares,
    ...adminCustomerNotesMiddlewares,
    ...adminCustomerOrdersMiddlewares,
    ...adminPaymentMethodsMiddlewares,
    ...adminCustomerPhotoMiddlewares,
    ...adminCustomerTimelineMiddlewares,
    ...adminLoyaltyMiddlewares,
    ...adminOrderCreditMiddlewares,
    ...adminCreditChargeMiddlewares,
    ...adminOrderLoyaltyMiddlewares,
    ...adminWebhooksMiddlewares,
    ...storeCartCompletionMiddlewares,
    ...storeCartEligibilityMiddlewares,
    ...storeCartRedemptionMiddlewares,
    ...storeCheckoutMiddlewares,
    ...storeOwnContactsMiddlewares,
    ...storeOwnCreditMiddlewares,
    ...storeOwnLoyaltyMiddlewares,
    ...storeOwnProfileMiddlewares,
    ...storeLoyaltyConfigMiddlewares,
    ...storePreviewMiddlewares,
    ...storeRedemptionMiddlewares,
    ...unknownRouteMiddlewares,
  ],
})
