module.exports = requireOnce("@medusajs/framework/zod")
