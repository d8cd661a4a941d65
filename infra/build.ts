/** Bundles the functions: `npm run build`. */
import { bundleFunctions } from './bundle.ts'

await bundleFunctions()
