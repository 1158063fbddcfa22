// Lists the pages of the docs in the order of the site's sidebar. `npm run check` finds pages that are missing here.

const page = (text, link) => ({ text, link: `/${link}` })

const GUIDES = [
  page("Store owners", "guides/store-owner"),
  page("Storefront developers", "guides/storefront"),
  page("Host developers", "guides/host"),
  page("Operators", "guides/operator"),
]
const TOPICS = [
  page("Install", "install"),
  page("Customers", "customers"),
  page("Lists, orders and figures", "customers-figures"),
  page("Timeline", "timeline"),
  page("Earning", "earning"),
  page("Redemption", "redemption"),
  page("Import and export", "imports"),
  page("Trade credit", "credit"),
  page("Trade credit by API", "credit-api"),
  page("Credit checks", "credit-checks"),
  page("Credit score", "credit-score"),
  page("API keys", "api-keys"),
  page("Roles", "roles"),
  page("Webhooks", "webhooks"),
  page("Client and OpenAPI", "client"),
  page("Query", "query"),
  page("Operations", "operations"),
  page("Scale", "scale"),
  page("Benchmarks", "benchmarks"),
]
const REFERENCE = [
  page("Options", "options"),
  page("Settings", "settings"),
  page("Routes", "routes"),
  page("Errors", "errors"),
  page("Events", "events"),
  page("Workflows and hooks", "workflows"),
  page("Command line", "cli"),
  page("Troubleshooting", "troubleshooting"),
  page("Glossary", "glossary"),
]
const TRUST = [
  page("Why trust it", "why-trust-it"),
  page("Contract", "contract"),
  page("API documents", "documents"),
  page("Decisions", "adr/README"),
]

/** @param api pages of the OpenAPI document: `{name, file}` */
export const sidebar = (api) => [
  { text: "Guides", items: GUIDES },
  { text: "Topics", items: TOPICS },
  { text: "Reference", items: REFERENCE },
  { text: "API", collapsed: true, items: api.map(({ name, file }) => page(name, `api/${file.replace(/\.md$/, "")}`)) },
  { text: "Trust", items: TRUST },
]
