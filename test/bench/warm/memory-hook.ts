/** Loaded before a function's sources: puts `memory-table.ts` in place of the table. */
import { registerHooks } from 'node:module'

const REAL = new URL('../../../shared/sessions/table.ts', import.meta.url).href
const OURS = new URL('memory-table.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    return resolved.url === REAL && context.parentURL !== OURS ? { ...resolved, url: OURS } : resolved
  },
})
