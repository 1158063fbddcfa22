import type Medusa from "@medusajs/js-sdk"
import { type FetchArgs, FetchError } from "@medusajs/js-sdk"
import { getI18n } from "react-i18next"
import { refusalSentence } from "./refusal-sentence"
import { AUTH, BASE_URL, sdk } from "./sdk"

/** A refusal as js-sdk throws it, with its code (docs/errors.md), and with a message in the dashboard's language. */
export class RefusedCall extends FetchError {
  constructor(
    readonly code: string | undefined,
    message: string,
    { status, statusText }: Response,
  ) {
    super(message, statusText, status)
  }
}

/**
 * Calls one of the plugin's routes as js-sdk's `client.fetch` does. That one keeps only the message of a refusal, which is English; its code is
 * needed to say it in another language.
 *
 * @throws `RefusedCall`
 */
export const fetchAnswer: Medusa["client"]["fetch"] = async <Answer>(
  input: Parameters<Medusa["client"]["fetch"]>[0],
  { query = {}, headers = {}, body, ...init }: FetchArgs = {},
): Promise<Answer> => {
  const sent = await headersOf(headers)
  const isJson = sent.get("content-type")?.includes("json") && body !== undefined
  const answer = await fetch(urlOf(String(input), query), {
    ...init,
    headers: sent,
    credentials: AUTH.type === "session" ? "include" : "omit",
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
  })
  if (!answer.ok) {
    const { code, message }: { code?: string; message?: string } = await answer.json().catch(() => ({}))
    throw new RefusedCall(code, refusalSentence(getI18n(), code, message ?? answer.statusText), answer)
  }
  return sent.get("accept")?.includes("json") ? await answer.json() : (answer as Answer)
}

async function headersOf(given: NonNullable<FetchArgs["headers"]>): Promise<Headers> {
  const sent = new Headers({ accept: "application/json", "content-type": "application/json" })
  if (sdk.client.locale) {
    sent.set("x-medusa-locale", sdk.client.locale)
  }
  const token = AUTH.type === "jwt" ? await sdk.client.getToken() : null
  if (token) {
    sent.set("authorization", `Bearer ${token}`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string") {
      sent.set(name, value)
    } else {
      sent.delete(name)
    }
  }
  return sent
}

function urlOf(path: string, query: Record<string, unknown>): URL {
  const base = new URL(BASE_URL, window.location.origin)
  const url = new URL(base.pathname.replace(/\/$/, "") + path, base.origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) {
      url.searchParams.set(name, String(value))
    }
  }
  return url
}
