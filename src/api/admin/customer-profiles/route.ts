import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorLabel } from "../../../kernel/error-text"
import { clienteleError } from "../../../kernel/errors"
import type { Answer } from "../../../types/routes"
import { exportCustomers } from "../../../workflows/customers/export-customers"
import { getCustomer } from "../../../workflows/customers/get-customer"
import { listCustomers } from "../../../workflows/customers/list-customers"
import { createCustomerProfileWorkflow } from "../../../workflows/customers/profile-workflows"
import { keyModeOf } from "../../shared/key-calls"
import { refusing } from "../../shared/refusal"
import { additionalDataOf, bodyAsGiven } from "../../shared/validate"
import { visibleTo } from "../../shared/visible-customer"
import { pageUrls } from "./page-urls"
import type { AdminListCustomerProfilesType } from "./validators"

/**
 * Lists customers, by default the newest first (contract R10, R11). `count` is exact up to 10,000; above that it is an
 * estimate with `count_is_estimate: true`. `incomplete: true` is set while the plugin still indexes the customers of a
 * store that existed before the plugin.
 */
export async function GET(
  req: MedusaRequest<unknown, AdminListCustomerProfilesType>,
  res: MedusaResponse<Answer<"GET /admin/customer-profiles">>,
): Promise<void> {
  const { limit, offset, page, cursor, order, format, livemode, ...others } = req.validatedQuery
  const filters = { ...others, livemode: shownMode(req, livemode) }
  const visible = await visibleTo(req)
  if (format === "csv") {
    await sendCsv(req, res, await exportCustomers(req.scope, filters, { order, visible }))
    return
  }
  const skip = page === undefined ? (offset ?? 0) : (page - 1) * limit
  const list = await listCustomers(req.scope, filters, { limit, offset: skip, cursor, order })
  const { customers, count_is_estimate, incomplete, next_cursor, ...rest } = list
  res.json({
    customers: customers.map(visible),
    ...rest,
    limit,
    ...pageUrls(req, { limit, offset: rest.offset, has_more: rest.has_more, next_cursor }, { offset, cursor }),
    next_cursor,
    ...(count_is_estimate ? { count_is_estimate } : {}),
    ...(incomplete ? { incomplete } : {}),
  })
}

/** A key lists customers of its own mode. A signed-in user lists both, or those of the filter (contract R61). */
function shownMode(req: MedusaRequest, asked: boolean | undefined): boolean | undefined {
  const mode = keyModeOf(req)
  if (mode === undefined) {
    return asked
  }
  const own = mode === "live"
  if (asked !== undefined && asked !== own) {
    throw clienteleError("invalid_request", `livemode: a ${mode} key lists ${mode} customers only`)
  }
  return own
}

/** An error during the export closes the connection, so that no client takes a partial file for the whole export. */
async function sendCsv(req: MedusaRequest, res: MedusaResponse<never>, lines: AsyncIterable<string>): Promise<void> {
  res.setHeader("cache-control", "no-store")
  res.setHeader("content-type", "text/csv; charset=utf-8")
  res.setHeader("content-disposition", 'attachment; filename="customers.csv"')
  try {
    await pipeline(Readable.from(lines), res)
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the export of customers stopped before its end (${errorLabel(error)})`)
  }
}

/**
 * Creates a customer with profile, addresses, contacts and credit terms: 201. A guest with that email and without a profile
 * is adopted: 200 with `adopted: true` (contract R1). Also `address_limit` (406).
 */
export const POST = refusing(
  async (
    req: AuthenticatedMedusaRequest,
    res: MedusaResponse<Answer<"POST /admin/customer-profiles">>,
  ): Promise<void> => {
    const { result } = await createCustomerProfileWorkflow(req.scope).run({
      input: {
        customer: bodyAsGiven(req),
        actor_id: req.auth_context.actor_id,
        livemode: keyModeOf(req) !== "test",
        additional_data: additionalDataOf(req),
      },
    })
    const { id, adopted } = result
    const visible = await visibleTo(req)
    const customer = visible(await getCustomer(req.scope, id))
    res.status(adopted ? 200 : 201).json(adopted ? { customer, adopted } : { customer })
  },
)
