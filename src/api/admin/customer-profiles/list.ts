import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../types/routes"
import { listCustomers } from "../../../workflows/customers/list-customers"
import type { AdminListCustomerProfilesType } from "./list-query"

/**
 * Customers, newest first unless told otherwise (CONTRACT R10, R11). `count` is exact up to 10,000; above that it is an
 * estimate, and `count_is_estimate: true` says so. `incomplete: true` is there as long as a store that had customers before
 * it had the plugin is still being indexed.
 */
export async function listCustomerProfiles(
  req: MedusaRequest<unknown, AdminListCustomerProfilesType>,
  res: MedusaResponse<Answer<"GET /admin/customer-profiles">>,
): Promise<void> {
  const { limit, offset, page, cursor, order, ...filters } = req.validatedQuery
  const skip = page === undefined ? (offset ?? 0) : (page - 1) * limit
  const list = await listCustomers(req.scope, filters, { limit, offset: skip, cursor, order })
  const { count_is_estimate, incomplete, next_cursor, ...rest } = list
  const place = {
    page: Math.floor(rest.offset / limit) + 1,
    byOffset: offset !== undefined,
    byCursor: cursor !== undefined,
  }
  res.json({
    ...rest,
    limit,
    page: place.page,
    next: rest.has_more ? pageUrl(req, turn(place, 1, limit, rest.offset, next_cursor)) : null,
    previous: rest.offset > 0 && !place.byCursor ? pageUrl(req, turn(place, -1, limit, rest.offset, null)) : null,
    next_cursor,
    ...(count_is_estimate ? { count_is_estimate } : {}),
    ...(incomplete ? { incomplete } : {}),
  })
}

type Place = { page: number; byOffset: boolean; byCursor: boolean }

/** The query of the page after or before this one, in the terms that the client uses; the first page needs none. */
function turn(
  { page, byOffset, byCursor }: Place,
  step: 1 | -1,
  limit: number,
  offset: number,
  cursor: string | null,
): Record<string, string | null> {
  if (byCursor) {
    return { cursor }
  }
  if (byOffset) {
    const other = Math.max(0, offset + step * limit)
    return { offset: other === 0 ? null : String(other) }
  }
  return { page: page + step <= 1 ? null : String(page + step) }
}

/** This request's URL with other values of some parameters. The host is the one that the client asked. */
function pageUrl(req: MedusaRequest, changes: Record<string, string | null>): string {
  const url = new URL(req.originalUrl, "http://host.invalid")
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      url.searchParams.delete(name)
    } else {
      url.searchParams.set(name, value)
    }
  }
  return `${req.protocol}://${req.get("host")}${url.pathname}${url.search}`
}
