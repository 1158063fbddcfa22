import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { call } from "../medusa"
import { Answered, Card, Field, Form } from "../ui"

export const Profile = () => {
  const queries = useQueryClient()
  const answer = useQuery({ queryKey: ["profile"], queryFn: () => call("GET /store/customers/me/profile") })
  const save = useMutation({
    // An empty field removes the stored value.
    mutationFn: (values: Record<string, string>) =>
      call("POST /store/customers/me/profile", {
        body: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value || null])),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["profile"] }),
  })
  return (
    <Card title="About you">
      <Answered query={answer}>
        {({ customer }) => (
          <Form label="Save" isBusy={save.isPending} error={save.error} onSend={save.mutateAsync}>
            <div className="pair">
              <Field label="First name" name="first_name" value={customer.first_name ?? ""} required={false} />
              <Field label="Last name" name="last_name" value={customer.last_name ?? ""} required={false} />
            </div>
            <Field label="Telephone" name="phone" type="tel" value={customer.phone ?? ""} required={false} />
            {save.isSuccess && <p role="status">Saved.</p>}
          </Form>
        )}
      </Answered>
    </Card>
  )
}
