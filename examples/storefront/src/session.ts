import type { StoreCustomer } from "@medusajs/framework/types"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { takeCartAlong } from "./cart"
import { answered, sdk } from "./medusa"

export const useCustomer = () =>
  useQuery({
    queryKey: ["customer"],
    retry: false,
    queryFn: async (): Promise<StoreCustomer | null> => {
      try {
        return (await sdk.store.customer.retrieve()).customer
      } catch (error) {
        if (!answered(error, 401)) throw error
        return null
      }
    },
  })

export type Credentials = { email: string; password: string }

async function signIn(credentials: Credentials): Promise<void> {
  const token = await sdk.auth.login("customer", "emailpass", credentials)
  if (typeof token !== "string") throw new Error("This account signs in with another service.")
  await takeCartAlong()
}

async function register(credentials: Credentials): Promise<void> {
  const token = await sdk.auth.register("customer", "emailpass", credentials)
  await sdk.store.customer.create({ email: credentials.email }, {}, { authorization: `Bearer ${token}` })
  await signIn(credentials)
}

/** Another person signs in or out, so all answers for the last person are deleted. */
function useChangeOfPerson<Input>(change: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => queries.resetQueries() })
}

export const useSignIn = () => useChangeOfPerson(signIn)
export const useRegister = () => useChangeOfPerson(register)
export const useSignOut = () => useChangeOfPerson(() => sdk.auth.logout())
