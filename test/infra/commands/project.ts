import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stages } from '#infra/stages'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * Copies the project, and puts an account and an address of one's own into `infra/stages.ts`, as everybody has to who deploys it.
 *
 * @returns the copy's folder with a final slash, and what takes it away
 */
export async function copyProject(account: string) {
  const folder = `${await mkdtemp(join(tmpdir(), 'auth0-client-project-'))}/`
  for (const part of ['shared', 'infra', 'package.json']) {
    const filter = (path: string) => !path.slice(ROOT.length).includes('node_modules')
    await cp(ROOT + part, folder + part, { recursive: true, filter })
  }
  await symlink(`${ROOT}node_modules`, `${folder}node_modules`)
  const rows = await readFile(`${ROOT}infra/stages.ts`, 'utf8')
  await writeFile(
    `${folder}infra/stages.ts`,
    rows.replace(stages.dev.account, account).replace('@example.com', '@ours.example'),
  )
  return { folder, remove: () => rm(folder, { recursive: true }) }
}

/** Puts a program into a folder that writes down how it is called, into `calls` there. */
export async function fakeProgram(folder: string, name: string): Promise<void> {
  await writeFile(`${folder}${name}`, `#!/bin/sh\necho "${name} $*" >> '${folder}calls'\n`)
  await chmod(`${folder}${name}`, 0o755)
}
