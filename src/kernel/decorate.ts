// biome-ignore lint/suspicious/noExplicitAny: the methods of Medusa's modules have all kinds of parameters
type Method = (...args: any[]) => unknown
type Methods<Module> = { [Key in keyof Module as Module[Key] extends Method ? Key : never]: Module[Key] }

/**
 * The replacement of each method, created from the present method; `originals` has all methods that are decorated together.
 */
export type Wrappers<Module> = {
  [Key in keyof Methods<Module>]?: (original: Methods<Module>[Key], originals: Methods<Module>) => Methods<Module>[Key]
}

const DECORATED = Symbol.for("medusa-plugin-clientele.decorated")
type Decorated = { [DECORATED]?: Set<string> }

/**
 * Replaces methods of one of Medusa's modules (ADR 0051). A later decoration wraps the earlier ones. Originals keep the
 * module as `this`, and their errors pass through. All methods are replaced, or none.
 *
 * @param module the service, as the container resolves it
 * @param name of the decoration; a second one of that name on the same service does nothing
 * @param wrappers replacements by method name
 * @throws if the module lacks a method, or does not allow its replacement
 */
export function decorate<Module extends object>(module: Module, name: string, wrappers: Wrappers<Module>): void {
  const service = module as Record<string, Method> & Decorated
  if (service[DECORATED]?.has(name)) {
    return
  }
  const wrapping = Object.entries(wrappers) as [string, (original: Method, originals: object) => Method][]
  const missing = wrapping.find(([method]) => typeof service[method] !== "function")
  if (missing) {
    throw new Error(`the module has no method ${missing[0]}`)
  }
  const originals = Object.fromEntries(wrapping.map(([method]) => [method, (service[method] as Method).bind(service)]))
  const before = wrapping.map(([method]) => [method, Object.getOwnPropertyDescriptor(service, method)] as const)
  try {
    for (const [method, wrap] of wrapping) {
      service[method] = wrap(originals[method] as Method, originals)
    }
  } catch (error) {
    for (const [method, own] of before) {
      restore(service, method, own)
    }
    throw error
  }
  if (!service[DECORATED]) {
    Object.defineProperty(service, DECORATED, { value: new Set<string>() })
  }
  service[DECORATED]?.add(name)
}

/** Undoes a replacement. A method that could not be replaced stays as it is. */
function restore(service: object, method: string, own: PropertyDescriptor | undefined): void {
  if (own) {
    Object.defineProperty(service, method, own)
  } else {
    Reflect.deleteProperty(service, method)
  }
}
