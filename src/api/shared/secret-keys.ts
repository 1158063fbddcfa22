import type { IncomingMessage } from "node:http"

/**
 * The `Authorization` header for Medusa, for a secret key that was sent in another way (contract R60): in `X-API-Key`, or
 * as the user name of Basic authentication with any password. Another kind of `Authorization` header is not changed.
 */
export function authorizationFor(headers: IncomingMessage["headers"]): string | undefined {
  const { authorization } = headers
  const key = authorization === undefined ? headers["x-api-key"] : userOf(authorization)
  return typeof key === "string" && key.trim().startsWith("sk_") ? `Basic ${key.trim()}` : authorization
}

function userOf(authorization: string): string | undefined {
  const [scheme, credentials] = authorization.trim().split(/\s+/)
  if (scheme?.toLowerCase() !== "basic" || !credentials) {
    return undefined
  }
  const [user] = Buffer.from(credentials, "base64").toString("utf8").split(":")
  return user
}

const HOW = "Sign in, or send a secret key: as the user name of Basic authentication, or in the header X-API-Key."

/**
 * The message on admin routes instead of Medusa's "Unauthorized". It begins with the words of the second API document.
 *
 * @param headers the request's, as the client sent them
 */
export function whyUnauthorized({ authorization, "x-api-key": key }: IncomingMessage["headers"]): string {
  return authorization !== undefined || key !== undefined
    ? `The credentials are not valid. The key is unknown or revoked, or the session has ended. ${HOW}`
    : `Authentication credentials were not provided. ${HOW}`
}
