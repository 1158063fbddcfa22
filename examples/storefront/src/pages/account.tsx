import { Contacts } from "../account/contacts"
import { Invoices } from "../account/invoices"
import { Points } from "../account/points"
import { Profile } from "../account/profile"
import { SignIn } from "../account/sign-in"
import { useCustomer, useSignOut } from "../session"
import { Answered, Button } from "../ui"

export const Account = () => {
  const signOut = useSignOut()
  return (
    <Answered query={useCustomer()}>
      {(customer) =>
        customer ? (
          <>
            <div className="heading">
              <h1>Your account</h1>
              <Button isQuiet isBusy={signOut.isPending} onPress={() => signOut.mutateAsync(undefined)}>
                Sign out
              </Button>
            </div>
            <div className="columns">
              <div>
                <Points email={customer.email} />
                <Invoices />
              </div>
              <div>
                <Profile />
                <Contacts />
              </div>
            </div>
          </>
        ) : (
          <SignIn />
        )
      }
    </Answered>
  )
}
