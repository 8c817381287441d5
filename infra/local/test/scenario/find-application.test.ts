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

  it('is the one with a word that begins so, though others hold it', () => {
    const among = named('Salesforce Sandbox', 'The Box (old)', 'Zendesk');
    expect(findApplication(among, 'box')?.displayName).toBe('The Box (old)');
    expect(findApplication(among, 'force sand')?.displayName).toBe('Salesforce Sandbox');
    expect(findApplication(named('Überbox', 'ü (box)'), 'box')?.displayName).toBe('ü (box)');
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
