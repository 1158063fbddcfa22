module.exports = requireOnce("@medusajs/framework/mikro-orm/migrations")
