import type { MedusaRequest } from "@medusajs/framework/http"

/** A page. Its first row is `offset`, from 0. */
type Page = { limit: number; offset: number; has_more: boolean; next_cursor: string | null }

/** The client's way of paging; the page number if neither is given. */
type Asked = { offset?: number | undefined; cursor?: string | undefined }

/**
 * The number of a page, from 1, and the URLs of the next and previous pages, with the client's way of paging. A cursor only
 * goes forward.
 */
export function pageUrls(req: MedusaRequest, read: Page, asked: Asked) {
  const page = Math.floor(read.offset / read.limit) + 1
  const url = (step: 1 | -1) => urlWith(req, placeOf(step, page, read, asked))
  return {
    page,
    next: read.has_more ? url(1) : null,
    previous: read.offset > 0 && asked.cursor === undefined ? url(-1) : null,
  }
}

/** The parameters of the next or previous page. The first page needs none. */
function placeOf(step: 1 | -1, page: number, read: Page, asked: Asked): Record<string, string | null> {
  if (asked.cursor !== undefined) {
    return { cursor: read.next_cursor }
  }
  if (asked.offset !== undefined) {
    const offset = Math.max(0, read.offset + step * read.limit)
    return { offset: offset === 0 ? null : String(offset) }
  }
  return { page: page + step <= 1 ? null : String(page + step) }
}

/** This request's URL with other values of some parameters, and with the request's host. */
function urlWith(req: MedusaRequest, changes: Record<string, string | null>): string {
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
