/**
 * HTTP calls to the demo's store.
 * @param {string} url
 * @param {Record<string, string>} headers sent with every call
 */
export function createApi(url, headers = {}) {
  const send = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return text === "" ? undefined : JSON.parse(text)
  }
  return {
    get: (path) => send("GET", path),
    post: (path, body = {}) => send("POST", path, body),
    put: (path, body) => send("PUT", path, body),
    /** The same store for somebody else. */
    as: (more) => createApi(url, { ...headers, ...more }),
  }
}
