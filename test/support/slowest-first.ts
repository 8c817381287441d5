import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They wait longer than all others: for claims that run out, retries and timeouts of the product. */
const slowest = [
  'e2e/many-tenants',
  'killed-again-and-again',
  'side-by-side',
  'crash-and-outage',
  'later-events',
  'never-read',
  'start/start.test',
  'state-store/azurite.test',
  'crash-points',
];

/** Begins the files first that others can be run beside, so that none of them is waited for alone at the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slowest.findIndex((name) => moduleId.includes(name));
      return place === -1 ? slowest.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
