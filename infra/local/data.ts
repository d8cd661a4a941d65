import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StageError } from './listen.ts'
import type { TenantState } from './tenant/tenant.ts'

/** A folder in which a stage's data outlive the process. */
export interface DataFolder {
  /** Folder of DynamoDB's store. */
  readonly dynamodb: string
  /** What {@link DataFolder.writeTenant} wrote last; undefined in a new folder. */
  readTenant(): Promise<TenantState | undefined>
  writeTenant(state: TenantState): Promise<void>
}

/**
 * Takes a folder for this process, making it if need be.
 *
 * @param starting gives the folder back when it is disposed of
 * @throws StageError when a living process has it
 */
export async function takeDataFolder(folder: string, starting: AsyncDisposableStack): Promise<DataFolder> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new StageError(`--data ${folder} can't be a folder; name another: ${String(cause)}`, { cause })
  })
  const ownerFile = join(folder, 'pid')
  const owner = Number(await readText(ownerFile))
  if (owner && owner !== process.pid && isAlive(owner)) {
    throw new StageError(`The data in ${folder} are in use by process ${owner}; end it, or choose another --data DIR`)
  }
  await writeFile(ownerFile, String(process.pid))
  starting.defer(() => rm(ownerFile))
  const tenantFile = join(folder, 'tenant.json')
  return {
    dynamodb: join(folder, 'dynamodb'),
    readTenant: async () => parseState(tenantFile, await readText(tenantFile)),
    async writeTenant(state) {
      // The file is whole at any time, even if the process dies right now. It holds private keys.
      const next = `${tenantFile}.next`
      await writeFile(next, JSON.stringify(state), { mode: 0o600 })
      await rename(next, tenantFile)
    },
  }
}

function parseState(file: string, text: string | undefined): TenantState | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new StageError(`${file} is broken (${String(cause)}); delete it to begin with a new tenant`, { cause })
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Signal 0 only asks whether the process is there. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
