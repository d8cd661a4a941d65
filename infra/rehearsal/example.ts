import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { StageName } from '#infra/stages'
import { readStack, type SynthesizedStack } from './assembly.ts'

const FOLDER = fileURLToPath(new URL('../../examples/protected-api', import.meta.url))

/**
 * Synthesizes the example of an API that the authorizer protects, as its own app does it.
 *
 * @param outdir folder of the cloud assembly
 * @param stage whose logins open the API
 */
export async function synthesizeExample(outdir: string, stage: StageName): Promise<void> {
  // What the CDK's command line would hand over.
  const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ stage }) }
  await promisify(execFile)(process.execPath, ['app.ts'], { cwd: FOLDER, env })
}

/** The example's stack out of its assembly. */
export function readExample(assembly: string, stage: StageName): SynthesizedStack {
  return readStack(assembly, `ProtectedApi-${stage}`)
}
