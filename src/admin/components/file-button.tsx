import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"

type FileButtonProps = { label: string; onFetch: () => Promise<unknown> }

/** Fetches a file once, also after several clicks, and shows the error if the fetch fails. */
export const FileButton = ({ label, onFetch }: FileButtonProps) => {
  const { mutate, isPending } = useMutation({ mutationFn: onFetch, onError: ({ message }) => toast.error(message) })
  return (
    <Button size="small" variant="secondary" type="button" isLoading={isPending} onClick={() => !isPending && mutate()}>
      {label}
    </Button>
  )
}
