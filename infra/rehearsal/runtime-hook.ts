/** Loaded before the runtime client: puts our own client of the Runtime API in place of its native one. */
import { registerHooks } from 'node:module'

const NATIVE = './rapid-client.node'
const OURS = new URL('rapid-client.cjs', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    return specifier === NATIVE ? { url: OURS, format: 'commonjs', shortCircuit: true } : next(specifier, context)
  },
})
