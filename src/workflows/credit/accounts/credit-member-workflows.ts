import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { areOfOneMode } from "../../shared/customers/customer-modes"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { givenId, parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { saveCreditMember } from "./account-input"

const saveInput = z.strictObject({
  /** The account's customer. */
  account_id: givenId,
  member: saveCreditMember,
  actor_id: givenId.nullish(),
})
const removeInput = z.strictObject({ account_id: givenId, customer_id: givenId, actor_id: givenId.nullish() })

export type SaveCreditMemberWorkflowInput = z.input<typeof saveInput>
export type RemoveCreditMemberWorkflowInput = z.input<typeof removeInput>

type Name = "MEMBER_SAVED" | "MEMBER_REMOVED"

const announce = (container: MedusaContainer, name: Name, accountId: string, customer_id: string) =>
  emit(container, [{ name: creditEvents[name], data: { ...ofAccount(accountId, customer_id), customer_id } }])

const saveCreditMemberStep = createStep(
  "clientele-save-credit-member",
  async (given: SaveCreditMemberWorkflowInput, { container }) => {
    const { account_id, member, actor_id } = parse(saveInput, given, "input")
    await getMedusaCustomer(container, account_id)
    await getMedusaCustomer(container, member.customer_id)
    if (!(await areOfOneMode(container, [account_id, member.customer_id]))) {
      // Answers as if the account did not exist, because a test key must not learn of live customers (contract M69).
      throw clienteleError("not_found", "Customer not found")
    }
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const before = (await credit.listMembers(account_id)).find((one) => one.customer_id === member.customer_id)
    const saved = await credit.saveMember(account_id, member, actor_id ?? null)
    await announce(container, "MEMBER_SAVED", account_id, saved.customer_id)
    return new StepResponse(saved, { account_id, saved, before: before ?? null })
  },
  async (done, { container }) => {
    if (!done) {
      return
    }
    const { account_id, saved, before } = done
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    if (await credit.undoMember(account_id, saved, before)) {
      await announce(container, before ? "MEMBER_SAVED" : "MEMBER_REMOVED", account_id, saved.customer_id)
    }
  },
)

const removeCreditMemberStep = createStep(
  "clientele-remove-credit-member",
  async (given: RemoveCreditMemberWorkflowInput, { container }) => {
    const { account_id, customer_id, actor_id } = parse(removeInput, given, "input")
    await getMedusaCustomer(container, account_id, true)
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const removed = await credit.removeMember(account_id, customer_id, actor_id ?? null)
    await announce(container, "MEMBER_REMOVED", account_id, customer_id)
    return new StepResponse({ customer_id }, { account_id, removed })
  },
  async (done, { container }) => {
    if (done) {
      const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
      const back = await credit.rejoinCredit([{ account_id: done.account_id, member: done.removed }])
      if (back.length > 0) {
        await announce(container, "MEMBER_SAVED", done.account_id, done.removed.customer_id)
      }
    }
  },
)

/**
 * This workflow lets a customer buy on another customer's credit account, or changes the customer's spending limit there
 * (contract R22). If a later step of your workflow fails, the change is undone.
 *
 * Errors: `not_found`, `already_member`, `invalid_request` naming the field.
 *
 * @example
 * const { result: member } = await saveCreditMemberWorkflow(container).run({
 *   input: {
 *     account_id: "cus_123",
 *     member: { customer_id: "cus_456", spending_limit: "500", spending_period: "month" },
 *     actor_id: "user_123",
 *   },
 * })
 *
 * @summary Add or change a member of a credit account.
 */
export const saveCreditMemberWorkflow = oneStepWorkflow("clientele-save-credit-member", saveCreditMemberStep)

/**
 * This workflow removes a member of a credit account (contract R22). The member's orders stay on the account. If a later
 * step of your workflow fails, the customer is a member again.
 *
 * Errors: `not_found`, `last_member`, `invalid_request` naming the field.
 *
 * @example
 * await removeCreditMemberWorkflow(container).run({
 *   input: { account_id: "cus_123", customer_id: "cus_456", actor_id: "user_123" },
 * })
 *
 * @summary Remove a member of a credit account.
 */
export const removeCreditMemberWorkflow = oneStepWorkflow("clientele-remove-credit-member", removeCreditMemberStep)
