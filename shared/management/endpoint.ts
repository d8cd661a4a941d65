import { endpoint, type Handler } from '../http/endpoint.ts'
import type { HttpEvent } from '../http/request.ts'
import type { HttpResult } from '../http/responses.ts'
import { clientSecrets } from '../secrets.ts'
import { openStage, type Stage } from '../stage.ts'
import { createGuard } from './guard.ts'
import { createManagementServices, type ManagementServices } from './services.ts'

/**
 * Dresses a function that manages users: who calls is judged first, and the same whether or not its target exists.
 *
 * @param run the endpoint itself
 * @param options as those of {@link endpoint}
 */
export function managementEndpoint(
  run: (event: HttpEvent, services: ManagementServices) => Promise<HttpResult>,
  { body = false }: { body?: boolean } = {},
): Handler {
  const stage = openStage()
  const secrets = clientSecrets(stage, managementSecret(stage))
  const guard = createGuard(stage, secrets)
  let open: (() => ManagementServices) | undefined
  const managed = (event: HttpEvent) => {
    open ??= createManagementServices(stage, secrets)
    return run(event, open())
  }
  return endpoint(managed, { body, identify: guard })
}

function managementSecret({ config: { managementClient } }: Stage) {
  return managementClient ? [managementClient.clientSecret] : []
}
