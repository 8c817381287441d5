// Built-in roles of Azure, by the ids that they have in every cloud. Nothing else is granted anywhere.

@export()
var roles = {
  azureServiceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
  azureServiceBusDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  azureServiceBusDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  communicationAndEmailServiceOwner: '09976791-48a7-449e-bb21-39d1a415f350'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  monitoringReader: '43d0d8ad-25c7-4714-9337-8ba259a9fe05'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  storageTableDataReader: '76199698-9eea-4c19-bc75-cec21354c6b6'
  websiteContributor: 'de139f84-1756-47ae-9be6-808fbbe84772'
}

@export()
@description('A role by its resource id, as an assignment names it.')
func roleId(role string) string => subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
