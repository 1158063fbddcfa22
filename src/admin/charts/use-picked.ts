import { type KeyboardEvent, useState } from "react"

const KEYS: Record<string, (picked: number, last: number) => number> = {
  ArrowRight: (picked, last) => Math.min(last, picked + 1),
  ArrowDown: (picked, last) => Math.min(last, picked + 1),
  ArrowLeft: (picked) => Math.max(0, picked - 1),
  ArrowUp: (picked) => Math.max(0, picked - 1),
  Home: () => 0,
  End: (_, last) => last,
}

/**
 * The value of a chart that the user selects by pointer or keyboard. For a screen reader the chart is a slider over its values: it
 * reads the value's words with each step.
 *
 * @param words says the value with that index
 */
export function usePicked(
  count: number,
  label: string,
  words: (index: number) => string,
  orientation: "horizontal" | "vertical" = "horizontal",
) {
  const [picked, setPicked] = useState<number | null>(null)
  const last = count - 1
  const now = Math.min(picked ?? last, last)
  const onKeyDown = (event: KeyboardEvent) => {
    const move = KEYS[event.key]
    if (event.key === "Escape") {
      setPicked(null)
    } else if (move) {
      event.preventDefault()
      setPicked(picked === null ? now : move(now, last))
    }
  }
  const slider = {
    role: "slider",
    tabIndex: 0,
    "aria-label": label,
    "aria-orientation": orientation,
    "aria-valuemin": 0,
    "aria-valuemax": Math.max(0, last),
    "aria-valuenow": Math.max(0, now),
    "aria-valuetext": words(Math.max(0, now)),
    onKeyDown,
    onFocus: () => setPicked((before) => before ?? last),
    onBlur: () => setPicked(null),
    onPointerLeave: () => setPicked(null),
  } as const
  return { picked: picked === null ? null : now, pick: setPicked, slider }
}
