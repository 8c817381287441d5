// What a subscription gets, as `filter` says it: the name of a filter of consumers/filters.json, `one-app:` with the object id of
// the app's service principal behind it, `one-tenant:` with the id of the tenant, `kind:` with the kind of the jobs, or a SQL condition.

var filters = loadJsonContent('consumers/filters.json')

func nameOf(filter string) string => split(filter, ':')[0]

func isNamed(filter string) bool => contains(filters, nameOf(filter))

// A kind that is misspelt would match no event, ever.
func isUnknownKind(filter string) bool =>
  nameOf(filter) == 'kind' && !contains(filters.kind.values, last(split(filter, ':')))

func named(filter string) object =>
  json(reduce(
    ['{servicePrincipalId}', '{jobKind}', '{tenantId}'],
    string(filters[nameOf(filter)]),
    (text, place) => replace(text, place, last(split(filter, ':')))
  ))

@export()
@description('The SQL condition of a filter.')
func sqlOf(filter string) string =>
  filter == 'one-app'
    ? fail('The filter one-app needs the object id of the service principal: one-app:<object id>.')
    : filter == 'one-tenant'
        ? fail('The filter one-tenant needs the id of the tenant: one-tenant:<tenant id>.')
        : isUnknownKind(filter)
            ? fail('The filter kind needs one of ${join(filters.kind.values, ', ')}: kind:hrInbound.')
            : isNamed(filter) ? named(filter).sql : filter

@export()
@description('The rules of a filter, of which a message needs to match one: correlation filters, which cost the topic least, where the filter has them.')
func rulesOf(filter string) array =>
  isNamed(filter) && contains(named(filter), 'correlation')
    ? map(named(filter).correlation, each => { filterType: 'CorrelationFilter', correlationFilter: each })
    : [{ filterType: 'SqlFilter', sqlFilter: { sqlExpression: sqlOf(filter) } }]
