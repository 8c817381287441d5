import { describe, expect, it } from 'vitest';
import { complete } from '../../start/complete.ts';

const names = ['Zendesk', 'Salesforce', 'Salesforce Sandbox'];

describe('Tab', () => {
  it.each([
    ['fail-', ['fail-objects '], 'fail-'],
    ['ex', ['exit '], 'ex'],
    ['heal zen', ['zendesk'], 'zen'],
    ['fail zen', ['zendesk '], 'zen'],
    ['jobs Sales', ['Salesforce', 'Salesforce Sandbox'], 'Sales'],
    ['fail Salesforce S', ['Salesforce Sandbox '], 'Salesforce S'],
    ['fail zendesk TooM', ['TooManyDeletes'], 'TooM'],
    ['down b', ['bus'], 'b'],
    ['grant App', ['Application.Read.All'], 'App'],
    ['lose ', ['tables'], ''],
    ['poll n', [], 'poll n'],
    ['withdraw con', ['contoso'], 'con'],
    ['fail zendesk in ', ['Contoso', 'Fabrikam'], ''],
    ['jobs in F', ['Fabrikam'], 'F'],
  ])('after %j offers %j', (line, candidates, part) => {
    expect(complete(line, names, ['Contoso', 'Fabrikam'])).toEqual([candidates, part]);
  });

  it('offers each command where nothing was typed', () => {
    expect(complete('', names)[0]).toEqual(
      expect.arrayContaining(['fail ', 'down ', 'help ', 'exit ', 'jobs ']),
    );
  });
});
