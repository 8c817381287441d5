import { describe, expect, it } from 'vitest';
import { findApplication } from '../../scenario/find-application.ts';

const named = (...names: string[]) => names.map((displayName) => ({ displayName }));

describe('An application that a person names', () => {
  it('is the one of that name, though others hold it, in either case', () => {
    expect(findApplication(named('Box, the example', 'Box'), 'box')?.displayName).toBe('Box');
  });

  it('is the only one that holds the part', () => {
    expect(findApplication(named('Zendesk', 'Salesforce Sandbox'), 'force')?.displayName).toBe(
      'Salesforce Sandbox',
    );
  });

  it('may not exist', () => {
    expect(findApplication(named('Zendesk'), 'box')).toBeUndefined();
  });

  it('must be named better when several could be meant', () => {
    const many = named(...Array.from({ length: 8 }, (_, index) => `App ${index}`));
    expect(() => findApplication(many, 'app')).toThrow(
      "'app' may be 'App 0', 'App 1', 'App 2', 'App 3', 'App 4' or 3 others: say more of the name.",
    );
  });
});
