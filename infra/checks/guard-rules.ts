/**
 * What AWS's own template validation lets pass, in its Guard language.
 *
 * @see https://docs.aws.amazon.com/cfn-guard/latest/ug/writing-rules.html
 */
export const GUARD_RULES = `
let integrations = Resources.*[ Type == 'AWS::ApiGatewayV2::Integration' ]
rule http_integration when %integrations !empty {
  %integrations.Properties.IntegrationType == 'AWS_PROXY' <<An integration must be AWS_PROXY>>
  %integrations.Properties.PayloadFormatVersion == '2.0' <<The functions read payload format 2.0 only>>
  %integrations.Properties.TimeoutInMillis <= 30000 <<An HTTP API waits 30 seconds at most>>
}

let functions = Resources.*[ Type == 'AWS::Lambda::Function' ]
rule function_runtime when %functions !empty {
  %functions.Properties.Runtime == 'nodejs24.x' <<The bundles are built for Node.js 24>>
  %functions.Properties.Architectures[*] == 'arm64' <<arm64 costs a fifth less>>
  %functions.Properties.LoggingConfig.LogGroup exists <<A function needs its own log group, or its logs are kept for ever>>
  %functions.Properties.LoggingConfig.LogFormat == 'JSON' <<Logs must be JSON>>
}

let tables = Resources.*[ Type == 'AWS::DynamoDB::Table' ]
rule table_recovery when %tables !empty {
  %tables.Properties.TimeToLiveSpecification.Enabled == true <<Without TTL the table grows for ever>>
  %tables.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled == true <<Point-in-time recovery is off>>
  %tables.Properties.BillingMode == 'PAY_PER_REQUEST' <<An idle table must cost nothing>>
  %tables.Properties.OnDemandThroughput.MaxWriteRequestUnits exists <<Without a cap a flood costs what it likes>>
}

let groups = Resources.*[ Type == 'AWS::Logs::LogGroup' ]
rule log_retention when %groups !empty {
  %groups.Properties.RetentionInDays exists <<Without a retention logs are kept for ever>>
}
`
