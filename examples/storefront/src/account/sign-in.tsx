import { type Credentials, useRegister, useSignIn } from "../session"
import { Card, Field, Form } from "../ui"

const credentials = ({ email = "", password = "" }: Record<string, string>): Credentials => ({ email, password })

export const SignIn = () => {
  const signIn = useSignIn()
  const register = useRegister()
  return (
    <div className="columns">
      <Card title="Sign in">
        <Form
          label="Sign in"
          isBusy={signIn.isPending}
          error={signIn.error}
          onSend={(values) => signIn.mutateAsync(credentials(values))}
        >
          <Field label="Email address" name="email" type="email" autoComplete="email" />
          <Field label="Password" name="password" type="password" autoComplete="current-password" />
        </Form>
      </Card>
      <Card title="New here?">
        <Form
          label="Make an account"
          isBusy={register.isPending}
          error={register.error}
          onSend={(values) => register.mutateAsync(credentials(values))}
        >
          <Field label="Your email address" name="email" type="email" autoComplete="email" />
          <Field label="A password" name="password" type="password" autoComplete="new-password" />
        </Form>
      </Card>
    </div>
  )
}
