import { asFunction, asValue, Lifetime } from "@medusajs/framework/awilix"
import { moduleProviderLoader } from "@medusajs/framework/modules-sdk"
import type { LoaderOptions, MedusaContainer } from "@medusajs/framework/types"
import { InternalProvider } from "./internal-provider"
import { INTERNAL, parseCheckOptions, providerKey } from "./parse-check-options"

type ProviderClass = new (cradle: object, options: unknown) => object

/**
 * Registers the providers of `creditCheck.providers`, in the same way as Medusa's locking module. `internal` is always
 * there.
 *
 * @throws `invalid_option`, or an error that names a provider that cannot be loaded; both stop the boot
 */
export async function loadProviders({ container, options }: LoaderOptions<Record<string, unknown>>): Promise<void> {
  const { providers, model } = parseCheckOptions(options)
  container.register({ [providerKey(INTERNAL)]: asValue(new InternalProvider(model)) })
  await moduleProviderLoader({
    container: container as MedusaContainer,
    providers: providers as Parameters<typeof moduleProviderLoader>[0]["providers"],
    registerServiceFn: async (provider: unknown, target: MedusaContainer, { id, options: own }) => {
      const Provider = provider as ProviderClass
      const make = (cradle: object) => new Provider(cradle, own)
      target.register({ [providerKey(String(id))]: asFunction(make, { lifetime: Lifetime.SINGLETON }) })
    },
  })
}
