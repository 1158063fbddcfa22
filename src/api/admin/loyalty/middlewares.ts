import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../shared/validate"
import {
  AdminExampleOrder,
  AdminGetLoyaltyReport,
  AdminListLoyaltyAccounts,
  AdminListSettingChanges,
  AdminReconcileLoyalty,
  AdminSimulateLoyalty,
  AdminUpdateLoyaltySetting,
} from "./validators"

export const adminLoyaltyMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/loyalty/settings", middlewares: [validate({})] },
  { methods: ["GET"], matcher: "/admin/loyalty/health", middlewares: [validate({})] },
  {
    methods: ["GET"],
    matcher: "/admin/loyalty/accounts",
    middlewares: [validate({ query: AdminListLoyaltyAccounts })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/loyalty/setting-changes",
    middlewares: [validate({ query: AdminListSettingChanges })],
  },
  { methods: ["POST"], matcher: "/admin/loyalty/example", middlewares: [validate({ body: AdminExampleOrder })] },
  { methods: ["POST"], matcher: "/admin/loyalty/simulate", middlewares: [validate({ body: AdminSimulateLoyalty })] },
  {
    methods: ["PUT"],
    matcher: "/admin/loyalty/settings/:key",
    middlewares: [validate({ body: AdminUpdateLoyaltySetting })],
  },
  { methods: ["GET"], matcher: "/admin/loyalty/report", middlewares: [validate({ query: AdminGetLoyaltyReport })] },
  { methods: ["POST"], matcher: "/admin/loyalty/reconcile", middlewares: [validate({ body: AdminReconcileLoyalty })] },
]
