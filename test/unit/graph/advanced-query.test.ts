import { describe, expect, it } from 'vitest';
import { isAdvancedQuery } from '../../../src/graph/directory.ts';

describe('an advanced query', () => {
  it.each([
    "displayName ne 'x'",
    "NOT startsWith(displayName,'a')",
    "not(tags/any(t:t eq 'x'))",
    "endsWith(displayName,'prod')",
    'owners/$count eq 0',
    "displayName eq 'it''s' and appId ne 'x'",
  ])('is %s', (filter) => {
    expect(isAdvancedQuery(filter)).toBe(true);
  });

  it.each([
    '',
    "tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')",
    "displayName eq 'not this, ne that'",
    "displayName eq 'it''s not' or appId in ('a','b')",
    "startsWith(notes,'x') and accountEnabled eq true",
  ])('is not %s', (filter) => {
    expect(isAdvancedQuery(filter)).toBe(false);
  });
});
