import { z } from "@medusajs/framework/zod"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { givenId } from "../../../../workflows/shared/input/parse"
import { customerSearch } from "../../../shared/customer-search"
import { cursorPaging, flag } from "../../../shared/paging"
import { currencyCode, ledgerDay } from "../../../shared/statement-query"

/** The filters of the list of open items of all accounts (contract R28). */
export const AdminListOpenItems = aliased(
  z.strictObject({
    account_id: givenId.optional(),
    currency_code: currencyCode.optional(),
    /** `open`: not past the due date. Default: both. */
    status: z.enum(["open", "overdue"]).optional(),
    disputed: flag.optional(),
    due_until: ledgerDay.optional(),
    /** Only items of customers that the search of the customers' list finds. */
    q: customerSearch.optional(),
    ...cursorPaging(),
  }),
)
export type AdminListOpenItemsType = z.infer<typeof AdminListOpenItems>
