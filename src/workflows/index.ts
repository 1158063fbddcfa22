// The package's entry point for hosts: `medusa-plugin-clientele/workflows` (contract R70).

export { type CreateOrderWorkflowInput, createOrderWorkflow } from "./checkout/create-order-workflow"
export {
  type SendCodeWorkflowInput,
  sendCodeWorkflow,
  type VerifyCodeWorkflowInput,
  verifyCodeWorkflow,
} from "./codes/code-workflows"
export {
  type RemoveCreditMemberWorkflowInput,
  removeCreditMemberWorkflow,
  type SaveCreditMemberWorkflowInput,
  saveCreditMemberWorkflow,
} from "./credit/accounts/credit-member-workflows"
export { type SaveCreditAccountWorkflowInput, saveCreditAccountWorkflow } from "./credit/accounts/save-credit-account"
export {
  type ChargeCreditOrderWorkflowInput,
  type CreditCharge,
  chargeCreditOrderWorkflow,
} from "./credit/approvals/charge-credit-order"
export {
  type ApproveCreditOrderWorkflowInput,
  approveCreditOrderWorkflow,
  type DecidedCreditOrder,
  type RejectCreditOrderWorkflowInput,
  rejectCreditOrderWorkflow,
} from "./credit/approvals/decide-credit-order"
export {
  type AdjustCreditBalanceWorkflowInput,
  adjustCreditBalanceWorkflow,
  type IssueCreditMemoWorkflowInput,
  issueCreditMemoWorkflow,
  type RecordCreditPaymentWorkflowInput,
  type RefundCreditBalanceWorkflowInput,
  recordCreditPaymentWorkflow,
  refundCreditBalanceWorkflow,
} from "./credit/cash/cash-workflows"
export {
  type AllocateCreditPaymentWorkflowInput,
  allocateCreditPaymentWorkflow,
  type ReverseCreditEntryWorkflowInput,
  reverseCreditEntryWorkflow,
  type WriteOffReceivableWorkflowInput,
  writeOffReceivableWorkflow,
} from "./credit/cash/receivable-workflows"
export {
  type AppliedCreditCheck,
  type ApplyCreditCheckWorkflowInput,
  applyCreditCheckWorkflow,
} from "./credit/checks/apply-credit-check"
export { type RunCreditCheckWorkflowInput, runCreditCheckWorkflow } from "./credit/checks/run-credit-check"
export {
  type DisputedReceivable,
  type DisputeReceivableWorkflowInput,
  disputeReceivableWorkflow,
  type EndReceivableDisputeWorkflowInput,
  endReceivableDisputeWorkflow,
} from "./credit/collections/dispute-workflows"
export { type CreditValidateInput, creditValidateWorkflow } from "./credit/orders/validate-credit"
export {
  type ReconcileReceivablesWorkflowInput,
  reconcileReceivablesWorkflow,
} from "./credit/settling/reconcile-receivables-workflow"
export {
  type SettleCreditOrdersWorkflowInput,
  settleCreditOrdersWorkflow,
} from "./credit/settling/settle-credit-orders"
export {
  type AddContactWorkflowInput,
  addContactWorkflow,
  type RemoveContactWorkflowInput,
  removeContactWorkflow,
  type UpdateContactWorkflowInput,
  updateContactWorkflow,
} from "./customers/contact-workflows"
export {
  type AddNoteWorkflowInput,
  addNoteWorkflow,
  type RemoveNoteWorkflowInput,
  removeNoteWorkflow,
  type UpdateNoteWorkflowInput,
  updateNoteWorkflow,
} from "./customers/note-workflows"
export {
  type RemovePhotoWorkflowInput,
  removeCustomerPhotoWorkflow,
  type SetPhotoWorkflowInput,
  setCustomerPhotoWorkflow,
} from "./customers/photo-workflows"
export {
  type CreateCustomerProfileWorkflowInput,
  type CustomerValidateInput,
  createCustomerProfileWorkflow,
  type DeleteCustomerProfileWorkflowInput,
  deleteCustomerProfileWorkflow,
  type UpdateCustomerProfileWorkflowInput,
  type UpdateOwnProfileWorkflowInput,
  updateCustomerProfileWorkflow,
  updateOwnProfileWorkflow,
} from "./customers/profile-workflows"
export {
  type CancelImportWorkflowInput,
  type ConfirmImportWorkflowInput,
  cancelImportWorkflow,
  confirmImportWorkflow,
  type ReverseImportWorkflowInput,
  reverseImportWorkflow,
  type StageImportWorkflowInput,
  stageImportWorkflow,
} from "./imports/import-workflows"
export { type AdjustPointsWorkflowInput, adjustPointsWorkflow } from "./points/adjust-points"
export { type MergePointsWorkflowInput, mergePointsWorkflow } from "./points/merge-points"
export { type ReconcilePointsWorkflowInput, reconcilePointsWorkflow } from "./points/reconcile-points-workflow"
export { type SetLoyaltySettingWorkflowInput, setLoyaltySettingWorkflow } from "./points/set-setting"
export { type SettledOrder, type SettleOrdersWorkflowInput, settleOrdersWorkflow } from "./points/settle-orders"
export {
  type AnonymizeCustomerProfileWorkflowInput,
  anonymizeCustomerProfileWorkflow,
} from "./privacy/anonymize-customer-workflow"
export {
  type PlaceRedemptionWorkflowInput,
  placeRedemptionWorkflow,
  type ReleaseRedemptionWorkflowInput,
  releaseRedemptionWorkflow,
} from "./redemption/redemption-workflows"
export { creditEvents } from "./shared/events/credit-events"
export { customerEvents } from "./shared/events/customer-events"
export { importEvents } from "./shared/events/import-events"
export { keyEvents } from "./shared/events/key-events"
export { pointsEvents } from "./shared/events/points-events"
export { type PointsPostedInput, type PointsPosting, pointsPostedWorkflow } from "./shared/events/points-posted"
export { webhookEvents } from "./shared/events/webhook-events"
export { type RedemptionValidateInput, redemptionValidateWorkflow } from "./shared/redemption/validate-redemption"
