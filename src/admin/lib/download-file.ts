import { fetchAnswer } from "./fetch-as-admin"

/**
 * A file that a route answers with, asked for as the dashboard is signed in, be it by session or by token.
 *
 * @throws `RefusedCall`
 */
export async function fetchFile(path: string, query: Record<string, unknown>, type: string): Promise<Blob> {
  const answer = await fetchAnswer<Response>(path, { query, headers: { accept: type } })
  return new Blob([await answer.arrayBuffer()], { type })
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
