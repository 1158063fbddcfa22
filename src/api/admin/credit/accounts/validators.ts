import { z } from "@medusajs/framework/zod"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { customerSearch } from "../../../shared/customer-search"
import { cursorPaging, flag } from "../../../shared/paging"
import { currencyCode } from "../../../shared/statement-query"

/** The filters of the list of credit accounts (contract R22). */
export const AdminListCreditAccounts = aliased(
  z.strictObject({
    currency_code: currencyCode.optional(),
    on_hold: z.enum(["none", "orders", "shipping"]).optional(),
    /** `true`: only accounts with overdue items. */
    overdue: flag.optional(),
    /** Only accounts of customers that the search of the customers' list finds. */
    q: customerSearch.optional(),
    ...cursorPaging(),
  }),
)
export type AdminListCreditAccountsType = z.infer<typeof AdminListCreditAccounts>
