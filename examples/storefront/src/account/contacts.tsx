import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { call } from "../medusa"
import { Answered, Button, Card, Field, Form, Refusal } from "../ui"

const key = ["contacts"]

function useContactChange<Input>(change: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: key }) })
}

const Add = ({ count }: { count: number }) => {
  const add = useContactChange(({ name = "", email = "" }: Record<string, string>) =>
    call("POST /store/customers/me/contacts", { body: { name, email } }),
  )
  // Each added contact makes a new, empty form.
  return (
    <Form key={count} label="Add" isBusy={add.isPending} error={add.error} onSend={add.mutateAsync}>
      <div className="pair">
        <Field label="Name" name="name" />
        <Field label="Their email address" name="email" type="email" />
      </div>
    </Form>
  )
}

export const Contacts = () => {
  const answer = useQuery({ queryKey: key, queryFn: () => call("GET /store/customers/me/contacts") })
  const remove = useContactChange((contact_id: string) =>
    call("DELETE /store/customers/me/contacts/:contact_id", { params: { contact_id } }),
  )
  return (
    <Card title="Contacts">
      <Answered query={answer}>
        {({ contacts, count }) => (
          <>
            <ul className="contacts">
              {contacts.map(({ id, name, email, is_primary }) => (
                <li key={id}>
                  <span>
                    {name} {is_primary && <em>primary</em>}
                    <br />
                    <span className="hint">{email}</span>
                  </span>
                  <Button
                    isQuiet
                    label={`Remove ${name}`}
                    isBusy={remove.isPending}
                    onPress={() => remove.mutateAsync(id)}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
            <Refusal error={remove.error} />
            <Add count={count} />
          </>
        )}
      </Answered>
    </Card>
  )
}
