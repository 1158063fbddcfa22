import { toast } from "@medusajs/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRef } from "react"
import { readAgain } from "./read-again"

/**
 * A change by one click, such as a removal. A refusal shows as a toast. While a change is under way, further clicks do nothing (M74).
 *
 * @param changes queries that are read again afterwards
 */
export function useChange<Input>(change: (input: Input) => Promise<unknown>, changes: readonly string[]) {
  const queries = useQueryClient()
  const sent = useRef(false)
  const { mutate, isPending } = useMutation({
    mutationFn: change,
    onSuccess: () => readAgain(queries, changes),
    onError: (error: Error) => toast.error(error.message),
    onSettled: () => {
      sent.current = false
    },
  })
  const run = (input: Input) => {
    if (!sent.current) {
      sent.current = true
      mutate(input)
    }
  }
  return { run, isPending }
}
