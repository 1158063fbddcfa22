import { ADMIN_USER } from "./admin-user"
import { undocumented } from "./documented"

/** A server's answer with any status. */
export type Answer<T> = { status: number; headers: Headers; body: T }

/** An answer with a status of 400 or above to a caller that expected success. */
export class ApiError extends Error {
  constructor(
    request: string,
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`${request} -> ${status} ${JSON.stringify(body)}`)
  }
}

/** HTTP calls to one server with one set of headers. */
export type Api = {
  get: <T>(path: string) => Promise<T>
  post: <T>(path: string, body?: unknown) => Promise<T>
  delete: <T>(path: string, body?: unknown) => Promise<T>
  /** Returns answers with any status and does not throw. A string body is sent unchanged, everything else as JSON. */
  send: <T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>
  /** A GET whose body the caller reads at any speed and aborts by the signal. @throws on any other status than 200 */
  stream: (path: string, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>
}

function parse(text: string): unknown {
  if (text === "") return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * Makes a client.
 * @param baseUrl for example `store.url`
 * @param headers sent with every call
 */
export function createApi(baseUrl: string, headers: Record<string, string> = {}): Api {
  const send: Api["send"] = async <T>(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    const answer = await fetch(baseUrl + path, {
      method,
      headers: { "content-type": "application/json", ...headers, ...more },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    })
    const said = parse(await answer.text())
    const problem = undocumented(method, path, {
      status: answer.status,
      type: answer.headers.get("content-type"),
      body: said,
    })
    if (problem) throw new Error(`an answer is not what docs/openapi.json says (M71): ${problem}`)
    return { status: answer.status, headers: answer.headers, body: said as T }
  }
  const expectSuccess = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send<T>(method, path, body)
    if (answer.status >= 400) throw new ApiError(`${method} ${path}`, answer.status, answer.body)
    return answer.body
  }
  return {
    get: (path) => expectSuccess("GET", path),
    post: (path, body) => expectSuccess("POST", path, body ?? {}),
    delete: (path, body) => expectSuccess("DELETE", path, body),
    send,
    stream: async (path, signal) => {
      const answer = await fetch(baseUrl + path, { headers, signal })
      if (!answer.ok || !answer.body) throw new ApiError(`GET ${path}`, answer.status, null)
      return answer.body as ReadableStream<Uint8Array>
    },
  }
}

/** Signs the template's admin user in. @returns a client for `/admin` routes (paths with the `/admin`) */
export async function adminApi(baseUrl: string, user: { email: string; password: string } = ADMIN_USER): Promise<Api> {
  const { token } = await createApi(baseUrl).post<{ token: string }>("/auth/user/emailpass", user)
  return createApi(baseUrl, { authorization: `Bearer ${token}` })
}

/** A client for `/store` routes, as a guest or with a customer's token. */
export function storeApi(baseUrl: string, publishableKey: string, customerToken?: string): Api {
  return createApi(baseUrl, {
    "x-publishable-api-key": publishableKey,
    ...(customerToken ? { authorization: `Bearer ${customerToken}` } : {}),
  })
}
