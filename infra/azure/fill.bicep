// Texts with places to be filled in.

@export()
@description('The text with each name of `values` replaced by its value, wherever it stands.')
func fill(text string, values object) string =>
  reduce(items(values), text, (filled, value) => replace(filled, value.key, value.value))
