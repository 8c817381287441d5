import { expect, test } from 'vitest';
import { maySee } from '../../../src/core/callers.ts';

const [contoso, fabrikam] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const callers = new Map<string, '*' | ReadonlySet<string>>([
  ['provisioning.read.all', '*'],
  ['provisioning.read.contoso', new Set([contoso])],
  [fabrikam, new Set([fabrikam])],
]);

test.each([
  [['Provisioning.Read.All'], true, true],
  [['provisioning.read.contoso'], true, false],
  [[fabrikam.toUpperCase()], false, true],
  [['Provisioning.Read.Contoso', fabrikam], true, true],
  [['other', 'Provisioning.Read.All'], true, true],
  [['other', '*', '', contoso], false, false],
  [[], false, false],
])('a caller with %j: of Contoso %s, of Fabrikam %s', (has, ofContoso, ofFabrikam) => {
  expect([maySee(callers, has, contoso), maySee(callers, has, fabrikam)]).toEqual([ofContoso, ofFabrikam]);
});

test('where nobody is named, nobody may see anything', () => {
  expect(maySee(new Map(), ['Provisioning.Read.All'], contoso)).toBe(false);
});
