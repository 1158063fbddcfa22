import {
  type CreditCheckQuestion,
  type CreditSubject,
  SUBJECT_FIELDS,
  type SubjectField,
} from "../../modules/credit_check/types"
import type { BureauOptions } from "./bureau-options"
import { BureauError } from "./check-failure"

/** One request, and the facts in it. */
export type BureauRequest = {
  url: URL
  init: { method: string; headers: Record<string, string>; body?: string }
  sent: Record<string, string>
  /** Whether it may be sent again after the bureau may have acted on it. */
  isRepeatable: boolean
}

const PLACEHOLDER = /\{(\w+)\}/g

const isField = (name: string): name is SubjectField => (SUBJECT_FIELDS as readonly string[]).includes(name)

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

/**
 * The URL, if a request may go there: an allowed host, no user and password, and TLS unless it is this machine and
 * `allowLoopback` is set.
 *
 * @throws BureauError `host_not_allowed`
 */
export function allowedUrl(text: string, { allowedHosts, allowLoopback }: BureauOptions): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe =
    url?.protocol === "https:" || (allowLoopback && url?.protocol === "http:" && LOOPBACK.has(url.hostname))
  // Guard: a template could otherwise name any host, and a customer's field with it.
  if (!url || !isSafe || url.username || url.password || !allowedHosts.includes(url.hostname.toLowerCase())) {
    throw new BureauError("host_not_allowed")
  }
  return url
}

/** Names in braces in the URL that are no facts of a customer. */
export function unknownPlaceholders(url: string): string[] {
  return [...url.matchAll(PLACEHOLDER)].map(([, name = ""]) => name).filter((name) => !isField(name))
}

/**
 * The request about a customer. Only the facts that the options name leave the store.
 *
 * @returns the names of facts that the bureau needs and the customer lacks, where there are any
 * @throws BureauError `host_not_allowed`
 */
export function buildRequest(
  { check_id, subject }: CreditCheckQuestion,
  options: BureauOptions,
): { request: BureauRequest } | { missing: string[] } {
  const inUrl = [...options.url.matchAll(PLACEHOLDER)].map(([, name = ""]) => name).filter(isField)
  const inBody = options.method === "POST" ? Object.entries(options.body) : []
  const body = Object.fromEntries(inBody.flatMap(([name, field]) => (subject[field] ? [[name, subject[field]]] : [])))
  // Guard: `..` would be a step up in the URL's path, also when it is escaped.
  const lacking = inUrl.filter((field) => /^\.*$/.test(subject[field] ?? ""))
  if (lacking.length > 0) {
    return { missing: lacking }
  }
  if (inBody.length > 0 && Object.keys(body).length === 0) {
    return { missing: inBody.map(([, field]) => field) }
  }
  const { idempotencyHeader: header } = options
  const url = options.url.replace(PLACEHOLDER, (_, name: SubjectField) => encodeURIComponent(subject[name] ?? ""))
  const headers = {
    accept: "application/json",
    ...(options.method === "POST" ? { "content-type": "application/json" } : {}),
    ...options.headers,
    ...(header ? { [header]: check_id } : {}),
  }
  const init = { method: options.method, headers, ...(options.method === "POST" ? { body: JSON.stringify(body) } : {}) }
  return {
    request: {
      url: allowedUrl(url, options),
      init,
      sent: sentFacts(subject, [...inUrl, ...inBody.map(([, field]) => field)]),
      isRepeatable: options.method === "GET" || header !== undefined,
    },
  }
}

function sentFacts(subject: CreditSubject, fields: readonly SubjectField[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap((field) => (subject[field] ? [[field, subject[field]]] : [])))
}
