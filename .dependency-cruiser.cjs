// The dependency rule of the design: kernel ← domain ← service ← index ← workflows ← {api, subscribers, jobs}.
// `npm run check` runs it. Paths are regular expressions; `$1` is what the first group of `from` matched.

const fs = require("node:fs")
const path = require("node:path")

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to })

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** A folder and those above it, up to `src/api`: `admin/customers`, `admin`, and the top itself. */
const withAncestors = (folder) =>
  folder === "" ? [""] : [folder, ...withAncestors(path.posix.dirname(`/${folder}`).slice(1))]

/**
 * One rule for each folder below src/api/{admin,store}: `[id]` in a folder's name would be a class of characters in a group's
 * place, so that one rule with groups cannot say "the folders above".
 */
const routesAreIslands = fs
  .readdirSync(path.join(__dirname, "src/api"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => path.relative(path.join(__dirname, "src/api"), path.join(entry.parentPath, entry.name)))
  .filter((folder) => /^(admin|store)\b/.test(folder))
  .map((folder) =>
    rule(
      "routes-are-islands",
      "A route's folder imports itself, the folders above it and src/api/shared, never another route's folder.",
      { path: `^src/api/${literal(folder)}/[^/]+$` },
      {
        path: "^src/api/",
        pathNot: [
          "^src/api/shared/",
          ...withAncestors(folder).map((one) => `^src/api/${literal(one)}${one === "" ? "" : "/"}[^/]+$`),
        ],
      },
    ),
  )

/** Which rooms of src/workflows/credit one of them imports, besides itself (ADR 0052). */
const CREDIT_ROOMS = {
  accounts: [],
  checks: [],
  collections: ["accounts"],
  captures: [],
  cash: ["captures"],
  orders: ["accounts", "captures"],
  settling: ["captures", "cash", "orders"],
  approvals: ["accounts", "captures", "orders", "settling"],
}

const creditRooms = fs.readdirSync(path.join(__dirname, "src/workflows/credit")).map((room) =>
  rule(
    "credit-rooms",
    "A room of credit imports itself and the rooms that CREDIT_ROOMS names for it. A new one needs its line there.",
    { path: `^src/workflows/credit/${literal(room)}` },
    {
      path: "^src/workflows/credit/",
      pathNot: [room, ...(CREDIT_ROOMS[room] ?? [])].map((one) => `^src/workflows/credit/${literal(one)}/`),
    },
  ),
)

module.exports = {
  forbidden: [
    rule("no-cycles", "Files that need each other are one thing.", {}, { circular: true }),

    rule(
      "kernel-stands-alone",
      "The kernel imports nothing of ours.",
      { path: "^src/kernel/" },
      { path: "^src/", pathNot: "^src/kernel/" },
    ),
    rule(
      "client-is-types",
      "The client runs in browsers: of ours it imports itself and types.",
      { path: "^src/client/" },
      { path: "^src/", pathNot: ["^src/client/", "^src/types/"] },
    ),
    rule(
      "domain-imports-kernel-only",
      "Rules are pure: of ours, a domain folder knows itself and the kernel.",
      { path: "^src/modules/([^/]+)/domain/" },
      { path: "^src/", pathNot: ["^src/kernel/", "^src/modules/$1/domain/"] },
    ),
    rule(
      "domain-imports-no-packages",
      "No database, no framework: only decimal arithmetic, zod, hashing and the forms of IP addresses. biome.json limits the names.",
      { path: "^src/modules/[^/]+/domain/" },
      { pathNot: ["^src/", "@medusajs/framework/dist/(utils|types|deps/zod)", "^(node:)?(crypto|net)$"] },
    ),

    rule(
      "modules-are-islands",
      "No module knows another one; workflows join them.",
      { path: "^src/modules/([^/]+)/" },
      { path: "^src/modules/", pathNot: "^src/modules/$1/" },
    ),
    rule(
      "modules-know-nothing-above",
      "A module imports itself and the kernel.",
      { path: "^src/modules/" },
      { path: "^src/", pathNot: ["^src/modules/", "^src/kernel/"] },
    ),
    rule(
      "persistence-below-service",
      "Statements, models, schema and migrations do not know who calls them.",
      { path: "^src/modules/([^/]+)/(models|migrations|schema|sql)/" },
      { path: "^src/modules/$1/(service|index)\\.ts$" },
    ),
    rule(
      "index-on-top",
      "The front door is for those outside; nothing inside goes through it.",
      { path: "^src/modules/([^/]+)/", pathNot: "^src/modules/[^/]+/index\\.ts$" },
      { path: "^src/modules/$1/index\\.ts$" },
    ),
    rule(
      "front-door-only",
      "Outside of a module: only its index.ts and types.ts. (Tests may look inside.)",
      { path: "^(src|bench|examples|bin)/", pathNot: "^src/modules/" },
      { path: "^src/modules/", pathNot: "^src/modules/[^/]+/(index|types)\\.ts$" },
    ),

    rule(
      "workflow-areas-are-islands",
      "Workflow areas do not import each other, only shared. start-up.ts and index.ts list what the areas have (ADR 0052). imports is a way in, as routes are (ADR 0079).",
      { path: "^src/workflows/([^/]+)/", pathNot: "^src/workflows/imports/" },
      { path: "^src/workflows/", pathNot: "^src/workflows/($1|shared)/" },
    ),
    rule(
      "imports-have-few-doors",
      "A file's rows go through the workflows that the routes of the same change call (ADR 0079).",
      { path: "^src/workflows/imports/" },
      { path: "^src/workflows/", pathNot: "^src/workflows/(imports|shared|customers|credit/cash)/" },
    ),
    ...creditRooms,
    rule(
      "workflows-below-transport",
      "Workflows do not know who starts them.",
      { path: "^src/(workflows|links)/" },
      { path: "^src/(api|subscribers|jobs|cli|admin)/" },
    ),
    rule(
      "transports-are-islands",
      "Routes, subscribers, jobs and commands share workflows, not each other.",
      { path: "^src/(api|subscribers|jobs|cli)/" },
      { path: "^src/(api|subscribers|jobs|cli|admin)/", pathNot: "^src/$1/" },
    ),
    ...routesAreIslands,
    rule(
      "shared-transport-below-routes",
      "What all routes share knows none of them.",
      { path: "^src/api/(shared|medusa-routes)/" },
      { path: "^src/api/", pathNot: ["^src/api/shared/", "^src/api/$1/"] },
    ),
    rule(
      "types-are-types",
      "What clients and the admin import brings no code along: from the rest of ours, types only.",
      { path: "^src/types/" },
      { path: "^src/", pathNot: "^src/types/", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "admin-talks-http",
      "The admin imports src/types, the client and packages.",
      { path: "^src/admin/" },
      { path: "^(src|integration-tests|scripts)/", pathNot: "^src/(admin|client|types)/" },
    ),

    rule(
      "product-without-tests",
      "What is packed does not import what is not.",
      { path: "^(src|bin)/" },
      { path: "^(integration-tests|unit-tests|bench|examples|scripts)/" },
    ),
    rule(
      "only-declared-packages",
      "awilix, MikroORM and zod come through @medusajs/framework, so that a host has one copy of each.",
      { path: "^src/" },
      // An optional peer is read as both, for it is in peerDependenciesMeta, too.
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
    ),
    rule(
      "no-development-packages",
      "A host does not install our devDependencies. (The admin's are bundled.)",
      { path: "^src/", pathNot: "^src/admin/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "npm-peer", "type-only"] },
    ),
    rule(
      "resolvable",
      "An import that leads nowhere. The storefront names the package, as it does where it is installed; tsc resolves that.",
      {},
      { couldNotResolve: true, pathNot: "^medusa-plugin-clientele/(client|types)$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.medusa|\\.data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
}
