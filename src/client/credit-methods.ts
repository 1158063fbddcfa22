import type { ToMethod } from "./route-call"

/** Trade credit. */
export const creditMethods = (route: ToMethod) => ({
  credit: {
    retrieve: route("GET /admin/customers/:id/credit"),
    save: route("POST /admin/customers/:id/credit"),
    entries: route("GET /admin/customers/:id/credit/entries"),
    receivables: route("GET /admin/customers/:id/credit/receivables"),
    statement: route("GET /admin/customers/:id/credit/statement"),
    members: route("GET /admin/customers/:id/credit/members"),
    saveMember: route("POST /admin/customers/:id/credit/members"),
    removeMember: route("DELETE /admin/customers/:id/credit/members/:member_id"),
    recordPayment: route("POST /admin/customers/:id/credit/payments"),
    allocate: route("POST /admin/customers/:id/credit/allocations"),
    issueCreditMemo: route("POST /admin/customers/:id/credit/credit-memos"),
    adjust: route("POST /admin/customers/:id/credit/adjustments"),
    recordRefund: route("POST /admin/customers/:id/credit/refunds"),
    writeOff: route("POST /admin/customers/:id/credit/write-offs"),
    reverse: route("POST /admin/customers/:id/credit/entries/:entry_id/reverse"),
    startDispute: route("POST /admin/customers/:id/credit/receivables/:receivable_id/dispute"),
    endDispute: route("DELETE /admin/customers/:id/credit/receivables/:receivable_id/dispute"),
    accounts: route("GET /admin/credit/accounts"),
    exposure: route("GET /admin/credit/exposure"),
    aging: route("GET /admin/credit/aging"),
    openItems: route("GET /admin/credit/receivables"),
    approvals: route("GET /admin/credit/approvals"),
    approve: route("POST /admin/credit/approvals/:id/approve"),
    reject: route("POST /admin/credit/approvals/:id/reject"),
    ofOrder: route("GET /admin/orders/:id/credit"),
    chargeOrder: route("POST /admin/orders/:id/credit-charge"),
  },
  creditChecks: {
    run: route("POST /admin/customers/:id/credit-check"),
    list: route("GET /admin/customers/:id/credit-checks"),
    retrieve: route("GET /admin/customers/:id/credit-checks/:check_id"),
    apply: route("POST /admin/customers/:id/credit-checks/:check_id/apply"),
  },
})
