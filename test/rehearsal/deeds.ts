import type { Rehearsal } from '#infra/rehearsal/rehearsal'
import type { Need } from '#infra/routes'
import type { Secret } from '#shared/config/secret'

/** What a function has done in a rehearsal: each action with the last part of what it was done to. */
export function deedsOf({ deeds }: Rehearsal, name: string): readonly string[] {
  const own = deeds.filter(({ fn }) => fn.replace(/[0-9A-F]{8}$/, '') === name.replaceAll('-', ''))
  return sorted(own.map(({ action, resource }) => `${action} ${lastPart(resource)}`))
}

/** What a function's needs allow, in the same words. */
export function grantsOf({ config, stacks }: Rehearsal, needs: readonly Need[]): readonly string[] {
  const clients = [...config.clients.values()].map(({ clientSecret }) => clientSecret)
  const managers = config.managementClient ? [config.managementClient.clientSecret] : []
  const words = needs.flatMap((need) => {
    if (need === 'config') return []
    if (need === 'clientSecrets') return secrets(clients, stacks.keyArn)
    if (need === 'managementSecret') return secrets(managers, stacks.keyArn)
    const [, action, index] = /^(Query|Scan)By(User|Sid)$/.exec(need) ?? []
    if (index) return [`dynamodb:${action} by${index}`]
    return [`dynamodb:${need} ${stacks.table}`]
  })
  return sorted(words)
}

function secrets(all: readonly Secret[], keyArn: string): readonly string[] {
  const names = all.flatMap((secret) => ('secretName' in secret ? [secret.secretName] : []))
  return [...names.map((name) => `ssm:GetParameters ${name}`), `kms:Decrypt ${lastPart(keyArn)}`]
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? ''
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted()
}
