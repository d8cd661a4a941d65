import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { ProtectedApiStack } from './protected-api-stack.ts'

const app = new App({ analyticsReporting: false })
const authStage: unknown = app.node.tryGetContext('stage')
if (typeof authStage !== 'string') throw new Error('Name a stage of Auth0 Client: --context stage=dev')

Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
new ProtectedApiStack(app, `ProtectedApi-${authStage}`, { authStage })
