import { z } from "@medusajs/framework/zod"
import { isTimeZone } from "./calendar"
import { clienteleError } from "./errors"
import { problemsOf, sentenceOf } from "./sentences"

/** The data for a mail with a one-time code (contract R42). */
export type CodeMailFacts = {
  /** Six digits. */
  code: string
  /** Name of the store. */
  store: string
  /** Points that can be used now; 0 for none. */
  points: number
  /** Their value, a decimal in major units of `currency_code`; `null` if the currency has no rate. */
  worth: string | null
  /** ISO 4217, upper case. */
  currency_code: string
  /** Minutes for which the code is still valid. */
  minutes: number
  expires_at: Date
}

/** Plain text, and the same as HTML. */
export type CodeMail = { subject: string; text: string; html: string }

export type BuildCodeMail = (facts: CodeMailFacts) => CodeMail

/** Fields that `customers.requiredFields` can name. */
const REQUIRABLE_FIELDS = [
  "name",
  "company_name",
  "first_name",
  "last_name",
  "email",
  "phone",
  "whatsapp_number",
  "external_id",
  "tax_id",
  "website",
  "description",
] as const

/** Template of dunning mails for levels without one. */
export const DUNNING_TEMPLATE = "clientele-dunning"

const isRising = (levels: { level: number; daysFromDue: number }[]): boolean =>
  levels.every(({ level, daysFromDue }, n) => {
    const before = levels[n - 1]
    return !before || (level > before.level && daysFromDue > before.daysFromDue)
  })

/** Maximum calls of a key: 1 to 1,000,000 a minute and 1 to 100,000,000 a day. */
const budget = z.strictObject({
  perMinute: z.number().int().min(1).max(1_000_000),
  perDay: z.number().int().min(1).max(100_000_000),
})

export type Budget = z.infer<typeof budget>

const NO_LIMITS = "off" as const

const rateLimits = z.preprocess(
  // With a union of `false` and an object, a message could not name the field.
  (value) => (value === false ? { off: NO_LIMITS } : value),
  z
    .strictObject({
      off: z.literal(NO_LIMITS).optional(),
      /** Of a live key, and of a test key. */
      live: budget.default({ perMinute: 60, perDay: 10_000 }),
      test: budget.default({ perMinute: 120, perDay: 20_000 }),
      /**
       * Other limits for some calls, counted separately. The first matching rule counts. `path` as in the list of routes,
       * with a trailing `*` for all paths below it.
       */
      rules: z
        .array(
          z.strictObject({
            methods: z
              .array(z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]))
              .min(1)
              .optional(),
            path: z.string().startsWith("/admin/", "must begin with /admin/").max(200).optional(),
            limit: z.union([z.literal(false), budget]),
          }),
        )
        .max(100)
        .default([]),
    })
    .transform(({ off, ...limits }) => (off ? (false as const) : limits)),
)

/** Limits of calls with secret keys, `false` for none (contract R62). */
export type RateLimits = z.infer<typeof rateLimits>

/**
 * Every option of the plugin (docs/options.md). Each module of the plugin receives the same object from Medusa and
 * validates all of it, so a misspelt option always stops the boot.
 */
export const pluginOptionsSchema = z.strictObject({
  /** Redis URL. Without it the queue runs on PostgreSQL. Example: `redis://localhost:6379`. */
  redisUrl: z.string().min(1).optional(),
  queue: z
    .strictObject({
      /** Direct PostgreSQL URL for the queue, if the store's own URL goes through a transaction pooler. */
      databaseUrl: z.string().min(1).optional(),
    })
    .default({}),
  /**
   * Key of the one-time codes: at least 32 characters, the same in every process of the store. Required in production
   * (contract R42); elsewhere each process creates its own. Example: the output of `openssl rand -hex 32`.
   */
  codeSecret: z.string().min(32, "must have at least 32 characters").optional(),
  network: z
    .strictObject({
      /** Number of proxies in front of the store that add to `X-Forwarded-For`; 0 to 10. */
      trustedProxies: z.number().int().min(0).max(10).default(0),
      /**
       * Maximum mailboxes for which one network can request codes within an hour; 1 to 100,000. For IPv6 a network is a
       * /48. The default is enough for the shared address of a carrier or an office, whose shoppers seldom redeem in the
       * same hour, and too low for mailing strangers. Signed-in owners of a mailbox are counted separately.
       */
      mailboxesPerHour: z.number().int().min(1).max(100_000).default(200),
      /**
       * Maximum failed guesses at one-time codes of one network within a day, over all mailboxes; 1 to 100,000. For IPv6 a
       * network is a /48. With the default an attacker with ten networks hits a code on less than one day in a thousand
       * (ADR 0017). Signed-in owners of a mailbox have a separate budget of half as many.
       */
      failuresPerDay: z.number().int().min(1).max(100_000).default(60),
    })
    .default({ trustedProxies: 0, mailboxesPerHour: 200, failuresPerDay: 60 }),
  mail: z
    .strictObject({
      /** Name of the template that the email provider gets with the text. */
      template: z.string().min(1).default("clientele-one-time-code"),
      /** Writes the mail with a one-time code instead of the plugin. */
      build: z.custom<BuildCodeMail>((value) => typeof value === "function", "must be a function").optional(),
    })
    .default({ template: "clientele-one-time-code" }),
  identity: z
    .strictObject({
      /** The shop verifies email addresses at sign-up, so that a signed-in customer needs no further proof (ADR 0008). */
      trustRegisteredEmail: z.boolean().default(false),
    })
    .default({ trustRegisteredEmail: false }),
  customers: z
    .strictObject({
      /** Fields that every customer created or changed through the plugin must have (contract R1). */
      requiredFields: z.array(z.enum(REQUIRABLE_FIELDS)).default([]),
      /** The narrower lengths of the second API document (contract R4). Never on Medusa's own routes. */
      strictLengths: z.boolean().default(false),
      /**
       * The list of customers shows only customers with a transaction, unless `has_transactions` says otherwise (contract
       * R11).
       */
      listTransactedOnly: z.boolean().default(false),
      /**
       * Retention of a customer's timeline in months, 1 to 120. Rows that only the timeline needs are deleted after it
       * (contract R29).
       */
      timelineMonths: z.number().int().min(1).max(120).default(24),
    })
    .default({ requiredFields: [], strictLengths: false, listTransactedOnly: false, timelineMonths: 24 }),
  addresses: z
    .strictObject({
      /** Maximum addresses of a customer, 0 to 1000; `null` for no limit (contract R21). Existing addresses stay. */
      maxPerCustomer: z.number().int().min(0).max(1000).nullable().default(3),
    })
    .default({ maxPerCustomer: 3 }),
  /** Limits of a secret key's calls to the plugin's admin routes; `false` for no limits (contract R62, ADR 0065). */
  rateLimits: rateLimits.default({
    live: { perMinute: 60, perDay: 10_000 },
    test: { perMinute: 120, perDay: 20_000 },
    rules: [],
  }),
  /**
   * Whether test customers pay real orders with points and on terms (contract R61, ADR 0081). For a store whose orders are
   * all tests.
   */
  testCustomersPay: z.boolean().default(false),
  credit: z
    .strictObject({
      /** IANA name of the time zone for due dates (contract R24c). Example: `Europe/Berlin`. */
      timeZone: z
        .string()
        .refine(isTimeZone, "must be the IANA name of a time zone, for example Europe/Berlin")
        .default("UTC"),
      /**
       * The handling of an order on terms beyond limit, blocks or overdue rules (contract R24): `reject` refuses it,
       * `approve` places it and lets it wait for an admin user (R24a).
       */
      overLimit: z.enum(["reject", "approve"]).default("reject"),
      /** The day from which an invoice's terms count (contract R24c): the day of the order, or of the first shipment. */
      invoiceOn: z.enum(["placed", "shipped"]).default("placed"),
      /** The levels of reminders for open items (contract R28, ADR 0059); off without levels. */
      dunning: z
        .array(
          z.strictObject({
            /** 1 to 100, rising. */
            level: z.number().int().min(1).max(100),
            /** Days after the due date, increasing with the levels; below 0: before it. */
            daysFromDue: z.number().int().min(-60).max(3650),
            /** Whether the customer gets a mail. The event is always emitted. */
            mail: z.boolean().default(true),
            /** Name of the template that goes to the email provider along with the text. */
            template: z.string().min(1).max(200).default(DUNNING_TEMPLATE),
          }),
        )
        .max(20)
        .refine(isRising, "must list its levels in rising order, each with a greater daysFromDue")
        .default([]),
    })
    .default({ timeZone: "UTC", overLimit: "reject", invoiceOn: "placed", dunning: [] }),
  creditCheck: z
    .strictObject({
      /** Providers of credit checks beside `internal`, as in Medusa's own modules (contract R26). */
      providers: z
        .array(
          z.strictObject({
            /** Package or path of a module provider, or the provider itself. */
            resolve: z.union([z.string().min(1), z.custom<object>((value) => typeof value === "object" && !!value)]),
            id: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, "must have 1 to 40 characters from a–z, 0–9, - and _"),
            options: z.record(z.string(), z.unknown()).optional(),
          }),
        )
        .default([]),
      /** Id of the provider for checks that name none. */
      defaultProvider: z.string().default("internal"),
      /** Time limit of a provider for one check, in milliseconds; 100 to 60,000. */
      timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
      /** Days for which a check can be applied; 1 to 365. */
      validDays: z.number().int().min(1).max(365).default(30),
      /**
       * Ids of providers whose checks are repeated when they expire, for customers with a limit (contract R28). A bureau is
       * asked automatically only if it is named here.
       */
      refresh: z.array(z.string()).default(["internal"]),
      /** Weights, bands, caps and limits of the built-in model. Checked by the credit_check module; see docs/credit-score.md. */
      internal: z.record(z.string(), z.unknown()).default({}),
    })
    .default({
      providers: [],
      defaultProvider: "internal",
      timeoutMs: 10_000,
      validDays: 30,
      refresh: ["internal"],
      internal: {},
    }),
  webhooks: z
    .strictObject({
      /** Sends to private, loopback and link-local addresses, too (contract M41). For development and tests. */
      allowPrivateNetworks: z.boolean().default(false),
      /** Accepts `http://` beside `https://`. For development and tests. */
      allowHttp: z.boolean().default(false),
      /** Allowed ports of receivers; `null` for any. Example: `[443, 8443]`. */
      ports: z.array(z.number().int().min(1).max(65_535)).min(1).nullable().default([443]),
      /** Proxy for all messages, by CONNECT. It decides which addresses are allowed. Example: `http://egress:3128`. */
      egressProxy: z
        .url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" })
        .optional(),
      /** Recipient of a mail when an endpoint is disabled. Default: the admin user who created the endpoint. */
      alertEmail: z.email("must be an email address").optional(),
    })
    .default({ allowPrivateNetworks: false, allowHttp: false, ports: [443] }),
  loyalty: z
    .strictObject({
      /** First values of the settings of R30. Changes at run time win. The points module checks them. */
      settings: z.record(z.string(), z.unknown()).default({}),
    })
    .default({ settings: {} }),
})

export type PluginOptions = z.infer<typeof pluginOptionsSchema>

/** Data that Medusa adds to every module's options. Never read, log or return it: it contains the password. */
const FRAMEWORK_KEYS = new Set(["database"])

/**
 * Validates the plugin's options.
 *
 * @throws `invalid_option` naming the option, which stops the boot
 */
export function parseOptions(raw: Record<string, unknown> | undefined): PluginOptions {
  const ours = Object.fromEntries(Object.entries(raw ?? {}).filter(([key]) => !FRAMEWORK_KEYS.has(key)))
  const result = pluginOptionsSchema.safeParse(ours, { error: sentenceOf })
  if (result.success) {
    return result.data
  }
  const problems = problemsOf(result.error.issues).map(({ path, sentence }) => `${path.join(".")}: ${sentence}`)
  throw clienteleError("invalid_option", `medusa-plugin-clientele: invalid option. ${problems.join("; ")}`)
}
