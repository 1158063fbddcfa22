import { useCallback, useEffect, useRef, useState } from "react"
import { useSearchParams } from "react-router-dom"

/** Search requests while the user types: at most one in this time. The first key and the last text are always sent. */
const TYPING_MS = 80

/** The state of a list. The URL has it, so going back, reloading and sharing a link show the same rows. */
export type ListPlace = {
  q: string
  /** A column, with `-` before it for descending; `""` for the list's own order. */
  order: string
  /** By the filter's id; those that filter nothing are left out. */
  filters: Record<string, string>
  /** Rows before this page. */
  offset: number
  cursor: string | undefined
}

/**
 * A list's place in the URL.
 *
 * @param filterIds names of the filters, as the route has them
 * @param prefix of the URL's parameters, where a page has several lists
 */
export function useListPlace(filterIds: readonly string[], prefix: string) {
  const [params, setParams] = useSearchParams()
  const read = (name: string) => params.get(prefix + name) ?? ""
  const place: ListPlace = {
    q: read("q"),
    order: read("order"),
    filters: Object.fromEntries(filterIds.flatMap((id) => (read(id) === "" ? [] : [[id, read(id)]]))),
    offset: Math.max(0, Number.parseInt(read("from"), 10) || 0),
    cursor: read("cursor") || undefined,
  }
  /** Other values of some parameters; an empty one goes. All but turning a page begins the list again. */
  const change = useCallback(
    (changes: Record<string, string>, { replace = false }: { replace?: boolean } = {}) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          for (const [name, value] of Object.entries({ from: "", cursor: "", ...changes })) {
            if (value === "") {
              after.delete(prefix + name)
            } else {
              after.set(prefix + name, value)
            }
          }
          return after
        },
        { replace },
      ),
    [setParams, prefix],
  )
  return { place, change }
}

/**
 * The text of a search field and the part that was sent: the first key at once, then at most one request in 80 ms, so that a fast
 * store answers at once and a slow store is not flooded.
 *
 * @param sent what the URL has; where it changes by going back, the field follows
 */
export function useTyping(sent: string, send: (text: string) => void): [text: string, type: (text: string) => void] {
  const [text, setText] = useState(sent)
  const lastSent = useRef({ text: sent, at: 0 })
  /** Texts that were sent and that the URL does not have yet: it follows with a delay, and may leave some out. */
  const underWay = useRef<string[]>([])
  useEffect(() => {
    const arrived = underWay.current.indexOf(sent)
    if (arrived >= 0) {
      underWay.current.splice(0, arrived + 1)
    } else if (sent !== lastSent.current.text) {
      lastSent.current = { text: sent, at: 0 }
      setText(sent)
    }
  }, [sent])
  useEffect(() => {
    if (text === lastSent.current.text) {
      return
    }
    const timer = setTimeout(
      () => {
        lastSent.current = { text, at: Date.now() }
        underWay.current.push(text)
        send(text)
      },
      Math.max(0, lastSent.current.at + TYPING_MS - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [text, send])
  return [text, setText]
}
