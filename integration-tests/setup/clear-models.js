// MikroORM keeps the models of every module in one place per process. A test file starts without those that the file
// before it left there.
const { MetadataStorage } = require("@medusajs/framework/mikro-orm/core")

MetadataStorage.clear()
