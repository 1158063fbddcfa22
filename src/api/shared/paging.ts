import { z } from "@medusajs/framework/zod"
import { notTogether, wholeNumberInQuery } from "../../kernel/sentences"
import { aliased } from "../../workflows/shared/input/aliases"

/** `true` or `false` in a query string. */
export const flag = z.enum(["true", "false"]).transform((value) => value === "true")

/** Whether a deleted customer can be read (contract R9). */
export const withDeleted = flag.default(false)

/** Far enough for every list, and within PostgreSQL's limit. */
const MAX_OFFSET = 10_000_000

/**
 * The fields by which a list is paged (contract R10). `page_size` is an alias of `limit`.
 *
 * @param usual rows of a page by default, 1 to 100
 */
export function paging(usual = 20) {
  return {
    limit: wholeNumberInQuery(1, 100).default(usual),
    offset: wholeNumberInQuery(0, MAX_OFFSET).optional(),
    page: wholeNumberInQuery(1, MAX_OFFSET).optional(),
  }
}

/**
 * The fields of a list that continues by `cursor` only.
 *
 * @param usual rows of a page by default, 1 to 100
 */
export function cursorPaging(usual = 20) {
  return { limit: wholeNumberInQuery(1, 100).default(usual), cursor: z.string().min(1).max(2000).optional() }
}

type Place = {
  limit: number
  offset?: number | undefined
  page?: number | undefined
  cursor?: string | undefined
}

/** Refuses more than one way of paging. */
export function onePlace({ cursor, page, offset }: Place, ctx: z.RefinementCtx): void {
  const [first, second] = Object.entries({ cursor, offset, page }).filter(([, value]) => value !== undefined)
  if (first && second) {
    ctx.addIssue({ code: "custom", path: [second[0]], message: notTogether(first[0]) })
  }
}

/** Converts a page number to an offset. */
export function toOffset<Query extends Place>({ page, ...query }: Query) {
  return { ...query, offset: page === undefined ? (query.offset ?? 0) : (page - 1) * query.limit }
}

/** The query of a list without filters. @param usual rows of a page where the client names no limit, 1 to 100 */
export function page(usual = 20) {
  return aliased(z.strictObject(paging(usual)).superRefine(onePlace).transform(toOffset))
}
