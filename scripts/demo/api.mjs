/**
 * HTTP calls to the demo's store.
 * @param {string} url
 * @param {Record<string, string>} headers sent with every call
 */
export function createApi(url, headers = {}) {
  const call = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const send = async (method, path, body) => {
    const { status, text } = await call(method, path, body)
    if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${text}`)
    return text === "" ? undefined : JSON.parse(text)
  }
  return {
    get: (path) => send("GET", path),
    post: (path, body = {}) => send("POST", path, body),
    put: (path, body) => send("PUT", path, body),
    /** Sends a request that the store must refuse. @returns the status, and the body's message */
    refused: async (method, path, body) => {
      const { status, text } = await call(method, path, body)
      if (status < 400) throw new Error(`${method} ${path} was not refused: ${status} ${text}`)
      return { status, message: JSON.parse(text).message }
    },
    /** A client of the same store with more headers. */
    as: (more) => createApi(url, { ...headers, ...more }),
  }
}
